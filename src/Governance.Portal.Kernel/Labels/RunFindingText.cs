using Governance.Domain;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Kernel.Labels;

/// <summary>What is wrong with runs of agents, in words.</summary>
public static class RunFindingText
{
    public static string Of(RunFindingKind kind) =>
        kind switch
        {
            RunFindingKind.DeniedButCalled => "Denied, but called",
            RunFindingKind.Blocked => "Blocked, but ran",
            RunFindingKind.NotRegistered => "Agent not registered",
            RunFindingKind.Injection => "Instruction-like content",
            RunFindingKind.NoDecision => "Call without a decision",
            RunFindingKind.ToolNotNamed => "Tool not in the manifest",
            RunFindingKind.ModelNotNamed => "Model not in the manifest",
            RunFindingKind.Loop => "Loop",
        };

    /// <summary>The same within the sentence of an alert, by the name that alerts keep.</summary>
    public static string InSentence(string field) =>
        WireName.TryParse<RunFindingKind>(field, out var kind)
            ? kind switch
            {
                RunFindingKind.DeniedButCalled => "a denied tool was called",
                RunFindingKind.Blocked => "a blocked agent ran",
                RunFindingKind.NotRegistered => "the agent is not registered",
                RunFindingKind.Injection => "a tool result reads like instructions",
                RunFindingKind.NoDecision => "a tool was called without a decision",
                RunFindingKind.ToolNotNamed => "a tool is not in the manifest",
                RunFindingKind.ModelNotNamed => "a model is not in the manifest",
                RunFindingKind.Loop => "the same call was repeated",
            }
            : field;
}
