namespace Governance.Portal.Kernel.Contracts;

/// <summary>Which marks a chart needs.</summary>
/// <param name="Model">Name of the model it is about.</param>
/// <param name="From">Start of the period.</param>
/// <param name="Until">Its end, which is no part of it.</param>
/// <param name="Most">How many of the newest are drawn of all: more of one kind need not be read.</param>
public sealed record MarkQuestion(string Model, DateTimeOffset From, DateTimeOffset Until, int Most);
