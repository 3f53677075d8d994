from lysning.cli import main

main()
