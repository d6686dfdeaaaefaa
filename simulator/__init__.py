"""A telephone and a texter for anyone without a Twilio account: in the browser, and for the commands."""
