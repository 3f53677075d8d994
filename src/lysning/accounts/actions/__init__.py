from lysning.accounts.actions.addresses import resume_address, suppress_address

__all__ = ["resume_address", "suppress_address"]
