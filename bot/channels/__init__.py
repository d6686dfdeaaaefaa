"""The channels: what Twilio asks becomes a Message, what the desk says becomes TwiML."""
