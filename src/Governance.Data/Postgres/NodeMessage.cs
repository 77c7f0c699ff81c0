namespace Governance.Data.Postgres;

/// <summary>Something that one node tells the others.</summary>
/// <param name="Topic">What it is about, in one word.</param>
/// <param name="Text">What is told, in the words of the topic.</param>
public sealed record NodeMessage(string Topic, string Text);
