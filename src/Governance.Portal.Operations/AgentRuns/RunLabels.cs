using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Words for runs of agents and their steps.</summary>
internal static class RunLabels
{
    public static string Of(AgentStepKind kind) =>
        kind switch
        {
            AgentStepKind.Agent => "Task",
            AgentStepKind.Model => "Model",
            AgentStepKind.Tool => "Tool",
            AgentStepKind.Retrieval => "Retrieval",
            _ => "Other",
        };

    public static Tone ToneOf(RunFindingKind kind) =>
        kind is RunFindingKind.DeniedButCalled or RunFindingKind.Blocked or RunFindingKind.NotRegistered ? Tone.Fail : Tone.Warn;

    /// <summary>What was decided when the call was made.</summary>
    public static (Tone Tone, string Word) Of(RunStep step) =>
        step switch
        {
            { DeniedButCalled: true } => (Tone.Fail, "Denied, but called"),
            { Verdict: CallVerdict.Allow } => (Tone.Pass, "Allowed"),
            { Verdict: CallVerdict.Ask } => (Tone.Warn, "Not answered yet"),
            _ => (Tone.Fail, "Denied"),
        };

    /// <summary>What to do about it.</summary>
    public static string Step(RunFindingKind kind) =>
        kind switch
        {
            RunFindingKind.DeniedButCalled => "Stop the agent and find out how the call got past the decision.",
            RunFindingKind.Blocked => "Find out who runs it, and revoke its keys and its access.",
            RunFindingKind.NotRegistered => "Register the agent, or ignore or block it with a reason.",
            RunFindingKind.Injection => "Find out where the text came from and whether the agent followed the instructions in it.",
            RunFindingKind.NoDecision => "Have the agent ask for a decision before each call.",
            RunFindingKind.ToolNotNamed => "Register a version whose manifest names the tool, or remove the tool.",
            RunFindingKind.ModelNotNamed =>
                "Register a version whose manifest names the model, or use the model that the current manifest names.",
            RunFindingKind.Loop => "Find out why the agent repeats the call with the same arguments.",
        };

    /// <summary>What happens to content, as people choose it.</summary>
    public static string Of(ContentHandling handling) =>
        handling switch
        {
            ContentHandling.Digest => "Not kept, only digests",
            ContentHandling.Redact => "Kept without personal data or secrets",
            ContentHandling.Keep => "Kept as sent",
        };

    /// <summary>What became of the content of a step.</summary>
    public static string Of(RunStepContent content) =>
        content switch
        {
            { ErasedAt: not null } => "Content erased",
            { Omission: ContentOmission.TooLarge } => "Content not kept: too large",
            { Omission: ContentOmission.NotChecked } => "Content not kept: it could not be checked",
            { Handling: ContentHandling.Redact } => "Content kept without personal data or secrets",
            { Handling: ContentHandling.Keep } => "Content kept as sent",
            _ => "Content not kept, only digests",
        };

    /// <summary>A part of the content of a step.</summary>
    public static string Part(string name) =>
        name switch
        {
            "prompt" => "Prompts",
            "completion" => "Answer",
            "arguments" => "Arguments of the call",
            "result" => "Result",
            _ => name,
        };

    /// <summary>Tokens in and out; null where the step has none.</summary>
    public static string? Tokens(long? input, long? output) =>
        (input ?? output) is null ? null : T["{0} in, {1} out", Formats.Count(input ?? 0), Formats.Count(output ?? 0)];

    /// <summary>"340 ms", "2 min 5 s": what people read of a duration, also a short one.</summary>
    public static string Took(long milliseconds) =>
        milliseconds < 1_000 ? $"{Formats.Count(milliseconds)} ms" : Formats.Duration(TimeSpan.FromMilliseconds(milliseconds));
}
