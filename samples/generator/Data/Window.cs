namespace Governance.Samples.Data;

/// <summary>A stretch of the log; <see cref="End"/> is exclusive. <see cref="Index"/> is 0 for the reference, 1.. for w1.. .</summary>
internal sealed record Window(string Name, int Index, DateTimeOffset Start, DateTimeOffset End, int Rows);
