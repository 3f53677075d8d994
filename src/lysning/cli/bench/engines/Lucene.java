import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.compound.DictionaryCompoundWordTokenFilter;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.apache.lucene.util.Version;
import org.tartarus.snowball.ext.DanishStemmer;

/**
 * Lucene's Danish BM25, asked a line at a time: java -cp JARS Lucene.java FOLDER [WORDS].
 *
 * <p>FOLDER is where the index goes. WORDS, a file of one word a line, switches the splitting of compounds on. It answers
 * "ready VERSION", then each line of its input with one line; the fields of a line are kept apart by tabs.
 *
 * <ul>
 *   <li>index FILE: reads documents of title and body, a line each; answers with their number.
 *   <li>search MOST BOOST HOW TEXT: answers with the nanoseconds it took and the line numbers of the best, from 0, with
 *       spaces between; the title counts BOOST times; HOW is "together" or "apart", see {@link #any}.
 * </ul>
 */
public final class Lucene {
    private final Directory directory;
    private final Analyzer analyzer;
    private IndexSearcher searcher;
    private int[] numbers = {};

    private Lucene(Path folder, Analyzer analyzer) throws IOException {
        this.directory = FSDirectory.open(folder);
        this.analyzer = analyzer;
    }

    public static void main(String[] arguments) throws IOException {
        var words = arguments.length > 1 ? Path.of(arguments[1]) : null;
        var lucene = new Lucene(Path.of(arguments[0]), words == null ? new DanishAnalyzer() : new Splitting(words));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("ready\t" + Version.LATEST);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = line.split("\t", 5);
            out.println(fields[0].equals("index") ? lucene.index(Path.of(fields[1])) : lucene.search(fields));
        }
    }

    private String index(Path documents) throws IOException {
        try (var writer = new IndexWriter(directory, new IndexWriterConfig(analyzer));
                var lines = Files.newBufferedReader(documents)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", 2);
                var document = new Document();
                document.add(new NumericDocValuesField("number", number++));
                document.add(new TextField("title", fields[0], Field.Store.NO));
                document.add(new TextField("body", fields[1], Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
        var reader = DirectoryReader.open(directory);
        searcher = new IndexSearcher(reader);
        numbers = new int[reader.maxDoc()];
        NumericDocValues values = MultiDocValues.getNumericValues(reader, "number");
        while (values.nextDoc() != NumericDocValues.NO_MORE_DOCS) {
            numbers[values.docID()] = (int) values.longValue();
        }
        return Integer.toString(numbers.length);
    }

    private String search(String[] fields) throws IOException {
        int most = Integer.parseInt(fields[1]);
        float boost = Float.parseFloat(fields[2]);
        boolean apart = fields[3].equals("apart");
        String text = fields[4];
        long began = System.nanoTime();
        var query = new BooleanQuery.Builder();
        query.add(new BoostQuery(any("title", text, apart), boost), BooleanClause.Occur.SHOULD);
        query.add(any("body", text, apart), BooleanClause.Occur.SHOULD);
        ScoreDoc[] hits = searcher.search(query.build(), most).scoreDocs;
        long took = System.nanoTime() - began;
        var best = IntStream.range(0, hits.length).mapToObj(place -> Integer.toString(numbers[hits[place].doc]));
        return took + "\t" + best.collect(Collectors.joining(" "));
    }

    /** Documents with any of the words; those that stand at one place count as synonyms, or apart as words of their own. */
    private Query any(String field, String text, boolean apart) throws IOException {
        if (!apart) {
            Query query = new QueryBuilder(analyzer).createBooleanQuery(field, text, BooleanClause.Occur.SHOULD);
            return query == null ? new MatchNoDocsQuery() : query;
        }
        var query = new BooleanQuery.Builder();
        try (TokenStream words = analyzer.tokenStream(field, text)) {
            var word = words.addAttribute(CharTermAttribute.class);
            words.reset();
            while (words.incrementToken()) {
                query.add(new TermQuery(new Term(field, word.toString())), BooleanClause.Occur.SHOULD);
            }
            words.end();
        }
        return query.build();
    }

    /** DanishAnalyzer with the words that are found inside a word added at its place, the longest at each letter. */
    private static final class Splitting extends Analyzer {
        private static final int SHORTEST_WORD = 7;
        private static final int SHORTEST_PART = 4;
        private static final int LONGEST_PART = 15;

        private final CharArraySet words;

        Splitting(Path file) throws IOException {
            words = new CharArraySet(Files.readAllLines(file), false);
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer source = new StandardTokenizer();
            TokenStream kept = new StopFilter(new LowerCaseFilter(source), DanishAnalyzer.getDefaultStopSet());
            TokenStream split =
                    new DictionaryCompoundWordTokenFilter(
                            kept, words, SHORTEST_WORD, SHORTEST_PART, LONGEST_PART, true);
            return new TokenStreamComponents(source, new SnowballFilter(split, new DanishStemmer()));
        }
    }
}
