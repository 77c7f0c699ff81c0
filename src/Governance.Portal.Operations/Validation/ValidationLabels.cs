using Governance.Domain.Validation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Validation;

/// <summary>Scheduled validation in words.</summary>
internal static class ValidationLabels
{
    public static string Of(ScoringProtocol protocol) =>
        protocol switch
        {
            ScoringProtocol.Mlflow => "MLflow",
            ScoringProtocol.KserveV2 => "Open Inference Protocol (KServe v2)",
            ScoringProtocol.ChatCompletions => "Chat completions (OpenAI, vLLM, KServe)",
        };

    public static string Of(ValidationCheck check) =>
        check switch
        {
            ValidationCheck.Performance => "Performance",
            ValidationCheck.Fairness => "Fairness",
            ValidationCheck.Consistency => "Consistency",
            ValidationCheck.Robustness => "Robustness",
            ValidationCheck.Prompts => "Prompt suite",
        };

    public static string Of(ValidationFault fault) =>
        fault switch
        {
            ValidationFault.Endpoint => "The endpoint gave no usable answer",
            ValidationFault.Settings => "The settings do not fit the model or its data",
            ValidationFault.Data => "No held-out set was available",
            ValidationFault.Artifact => "The endpoint serves a different artifact",
            ValidationFault.Version => "There is no version to validate",
            ValidationFault.Moved => "Another version was deployed during the run",
            ValidationFault.Time => "The run took too long",
            ValidationFault.Portal => "The run failed on our side",
        };

    public static (Tone Tone, string Word) State(ValidationRunState state) =>
        state switch
        {
            ValidationRunState.Queued => (Tone.Idle, "Waiting"),
            ValidationRunState.Running => (Tone.Info, "Running"),
            ValidationRunState.Done => (Tone.Pass, "Validated"),
            ValidationRunState.Failed => (Tone.Fail, "Run failed"),
            ValidationRunState.Cancelled => (Tone.Idle, "Cancelled"),
        };

    public static (Tone Tone, string Word) Verdict(ValidationVerdict verdict) =>
        verdict switch
        {
            ValidationVerdict.Ok => (Tone.Pass, "No issues found"),
            ValidationVerdict.Warn => (Tone.Warn, "For review"),
            ValidationVerdict.Fail => (Tone.Fail, "Outside its limits"),
            ValidationVerdict.InsufficientData => (Tone.Idle, "Too few rows to judge"),
            ValidationVerdict.NotRun => (Tone.Idle, "Measured, no verdict"),
        };

    /// <summary>How often it runs.</summary>
    public static string Cadence(int days) => days == 1 ? T["Every day"] : T["Every {0} days", Formats.Count(days)];

    /// <summary>A figure by the name that people know it by.</summary>
    public static string Figure(string name) =>
        name switch
        {
            "accuracy" => "Accuracy",
            "auc" => "Area under the ROC curve",
            "brier" => "Brier score",
            "flipRate" => "Flipped by small changes",
            "attackSuccessRate" => "Attack success rate",
            "overRefusalRate" => "Over-refusal rate",
            _ => name,
        };
}
