namespace Governance.Data.Postgres;

/// <summary>Between the program and its database stands a pooler with which locks would not hold.</summary>
/// <param name="message">What it does and what to set, in one line.</param>
/// <param name="inner">What the pooler answered, where it refused.</param>
public sealed class PoolerException(string message, Exception? inner = null) : Exception(message, inner);
