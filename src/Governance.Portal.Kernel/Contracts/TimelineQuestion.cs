namespace Governance.Portal.Kernel.Contracts;

/// <summary>Which events are asked for.</summary>
/// <param name="Model">Name of the model they are about.</param>
/// <param name="Most">How many of the newest are shown of all: more of one kind need not be read.</param>
public sealed record TimelineQuestion(string Model, int Most);
