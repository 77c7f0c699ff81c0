namespace Governance.Policies;

/// <summary>The sentences of changes, each with places for its values: what a language has to translate.</summary>
public static class AgentChangeTexts
{
    internal const string Autonomy = "It {0} (previously: {1}).";
    internal const string KillSwitchDropped = "It can no longer be stopped from outside.";
    internal const string KillSwitchGained = "It can be stopped from outside: {0}";
    internal const string KillSwitchChanged = "The way to stop it has changed: {0}";
    internal const string KillSwitchTested = "Its kill switch was last tested on {0}.";
    internal const string KillSwitchUntested = "No one has tested its kill switch.";
    internal const string CheckpointDropped = "It no longer requires a person's decision before {0}.";
    internal const string CheckpointAbove =
        "It requires a person's decision before {0} only for amounts above {1}; previously it always did.";
    internal const string CheckpointHigher = "It requires a person's decision before {0} only for amounts above {1}; previously above {2}.";
    internal const string CheckpointGained = "It requires a person's decision before {0}.";
    internal const string CheckpointGainedAbove = "It requires a person's decision before {0} for amounts above {1}.";
    internal const string CheckpointAlways = "It always requires a person's decision before {0}; previously only for amounts above {1}.";
    internal const string CheckpointLower =
        "It now requires a person's decision before {0} for amounts above {1}; previously only above {2}.";
    internal const string CheckpointMinutes = "Time for a person to answer before {0}: {1} min; previously {2} min.";
    internal const string ToolGained = "It gains the tool {0} ({1}).";
    internal const string ToolGainedUnreviewed = "It gains the tool {0}, which no one has reviewed.";
    internal const string WriteAccess = "It gains write access to {0} ({1}).";
    internal const string ToolDropped = "It loses the tool {0}.";
    internal const string ToolRisks = "Risks of the tool {0}: {1}; previously {2}.";
    internal const string ToolRisksDropped = "The tool {0} no longer counts as reviewed; previous risks: {1}.";
    internal const string ToolReviewed = "The tool {0} has been reviewed: {1}.";
    internal const string ToolChanged = "The description or the arguments of the tool {0} have changed.";
    internal const string DataWriteGained = "It gains write access to the data {0}.";
    internal const string DataReadGained = "It gains read access to the data {0}.";
    internal const string DataWriteLost = "It may only read the data {0}; previously it could write.";
    internal const string DataLost = "It loses access to the data {0}.";
    internal const string PersonalData = "The data {0} now contains personal data.";
    internal const string NoPersonalData = "The data {0} no longer contains personal data.";
    internal const string SpendUnlimited = "It may spend without limit; previously {0} per run.";
    internal const string Spend = "It may spend {0} per run; previously {1}.";
    internal const string SpendLimited = "It may spend {0} per run; previously there was no limit.";
    internal const string StepsUnlimited = "Steps per run: no limit; previously {0}.";
    internal const string Steps = "Steps per run: {0}; previously {1}.";
    internal const string StepsLimited = "Steps per run: {0}; previously no limit.";
    internal const string SecondsUnlimited = "Time per run: no limit; previously {0} s.";
    internal const string Seconds = "Time per run: {0} s; previously {1} s.";
    internal const string SecondsLimited = "Time per run: {0} s; previously no limit.";
    internal const string CallsUnlimited = "Tool calls per minute: no limit; previously {0}.";
    internal const string Calls = "Tool calls per minute: {0}; previously {1}.";
    internal const string CallsLimited = "Tool calls per minute: {0}; previously no limit.";
    internal const string ServerGained = "It gains access to the server {0} at {1}.";
    internal const string ServerDropped = "It loses access to the server {0}.";
    internal const string ServerMoved = "The server {0} is at {1}; previously at {2}.";
    internal const string ServerVersion = "The server {0} has version {1}; previously {2}.";
    internal const string ServerTools = "The server {0} lists different tools than before.";
    internal const string AgentGained = "It may hand work to the agent {0}.";
    internal const string AgentChanged = "It hands work to version {1} of the agent {0}; previously to version {2}.";
    internal const string AgentDropped = "It no longer hands work to the agent {0}.";
    internal const string Memory = "It {0} (previously: {1}).";
    internal const string MemoryPersonalData = "It now remembers personal data.";
    internal const string MemoryNoPersonalData = "It no longer remembers personal data.";
    internal const string Retention = "Memory retention in days: {0}; previously {1}.";
    internal const string RetentionDropped = "Memory retention in days: no longer specified; previously {0}.";
    internal const string RetentionGained = "Memory retention in days: {0}; previously not specified.";
    internal const string ModelGained = "It now uses the model {0}.";
    internal const string ModelVersion = "It uses version {1} of {0}; previously version {2}.";
    internal const string ModelReplaced = "The artifact of the model {0} changed under the same version.";
    internal const string ModelDropped = "It no longer uses the model {0}.";
    internal const string PromptChanged = "The prompt {0} is worded differently.";
    internal const string PromptGained = "It is given the prompt {0}.";
    internal const string PromptDropped = "It is no longer given the prompt {0}.";
    internal const string Purpose = "Its purpose is “{0}”; previously “{1}”.";
    internal const string LiveToolDropped = "The server {0} no longer lists the tool {1}.";
    internal const string LiveToolChanged = "The description of the tool {0} differs from the manifest.";
    internal const string LiveToolsBesides =
        "The server {0} lists different tools than when the manifest was created; not in the manifest: {1}.";
    internal const string LiveToolsGone = "The server {0} lists fewer tools than when the manifest was created.";
    internal const string LiveVersion = "The server {0} has version {1}; the manifest names {2}.";
    internal const string Owner = "Its owner is {0}; previously {1}.";

    /// <summary>
    /// True for a sentence whose first value is what a checkpoint waits for: a tool by its name, or a risk that stands for all tools that
    /// have it.
    /// </summary>
    /// <param name="text">One of these sentences.</param>
    public static bool IsOfCheckpoint(string text) =>
        text
            is CheckpointDropped
                or CheckpointAbove
                or CheckpointHigher
                or CheckpointGained
                or CheckpointGainedAbove
                or CheckpointAlways
                or CheckpointLower
                or CheckpointMinutes;

    /// <summary>Words that enter sentences as values: how far an agent goes, and what it remembers.</summary>
    public static IReadOnlyDictionary<string, string> Words { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["advises"] = "only advises",
            ["approved-acts"] = "acts only after a person has approved each action",
            ["supervised"] = "acts and asks at its checkpoints",
            ["autonomous"] = "acts without being supervised",
            ["none"] = "remembers nothing",
            ["run"] = "remembers during a run",
            ["lasting"] = "remembers beyond a run",
        };

    /// <summary>Every sentence.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(AgentChangeTexts)
            .GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Distinct(StringComparer.Ordinal),
    ];
}
