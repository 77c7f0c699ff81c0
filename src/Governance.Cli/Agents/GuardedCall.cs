using System.Text.Json;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>A call of a tool as the guard has read it.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">What it is called with.</param>
/// <param name="Facts">The call as rules judge it.</param>
/// <param name="Unfit">Why it may not be made, whatever rules say; null when rules decide.</param>
internal sealed record GuardedCall(string Tool, JsonElement? Arguments, AgentCall Facts, string? Unfit);
