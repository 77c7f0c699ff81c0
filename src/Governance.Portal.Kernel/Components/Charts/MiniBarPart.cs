using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>A share of a mini bar: how many, in which state, and its word ("passed").</summary>
public sealed record MiniBarPart(Tone Tone, int Count, string Word);
