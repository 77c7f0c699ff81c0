namespace Governance.Policies;

/// <summary>The closed vocabularies of which a <see cref="StatementValue.Term"/> is a word, and their words in English.</summary>
public static class StatementTerms
{
    /// <summary>How a value is compared with a limit: <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</summary>
    public const string Comparison = "comparison";

    /// <summary>Kinds of evidence: <see cref="PolicyVocabulary.EvidenceKinds"/>.</summary>
    public const string EvidenceKind = "evidence-kind";

    /// <summary>Stages of a version: <see cref="PolicyVocabulary.Stages"/>.</summary>
    public const string Stage = "stage";

    /// <summary>Risk classes: <see cref="PolicyVocabulary.RiskClasses"/>, and <c>not-classified</c>.</summary>
    public const string RiskClass = "risk-class";

    /// <summary>Tiers of a model: <see cref="PolicyVocabulary.Tiers"/>.</summary>
    public const string Tier = "tier";

    /// <summary>What a policy can be about: <see cref="PolicyVocabulary.ModelKinds"/>.</summary>
    public const string ModelKind = "model-kind";

    /// <summary>Severities of findings, of scans and of validations, and <c>none</c>.</summary>
    public const string Severity = "severity";

    /// <summary>Severities of alerts: <see cref="PolicyVocabulary.AlertSeverities"/>.</summary>
    public const string AlertSeverity = "alert-severity";

    /// <summary>Kinds of alerts: <see cref="PolicyVocabulary.AlertKinds"/>.</summary>
    public const string AlertKind = "alert-kind";

    /// <summary>Roles of people: <see cref="PolicyVocabulary.PersonRoles"/>.</summary>
    public const string Role = "role";

    /// <summary>What people did for a version: <see cref="PolicyVocabulary.Deeds"/>.</summary>
    public const string Deed = "deed";

    /// <summary>What a rule about people is about: <see cref="PolicyVocabulary.GatedActions"/>.</summary>
    public const string Action = "action";

    /// <summary>Checks of data quality: <see cref="PolicyVocabulary.QualityChecks"/>.</summary>
    public const string QualityCheck = "quality-check";

    /// <summary>How sensitive data is: <see cref="PolicyVocabulary.Sensitivities"/>.</summary>
    public const string Sensitivity = "sensitivity";

    /// <summary>Where something is: <c>training</c>, <c>hosting</c>, <c>data</c>.</summary>
    public const string Place = "place";

    /// <summary>What a dataset is to a version: <c>training</c>, <c>validation</c>, <c>test</c>, <c>source</c>.</summary>
    public const string DataRole = "data-role";

    /// <summary>How far an agent acts by itself: <see cref="AgentVocabulary.AutonomyLevels"/>.</summary>
    public const string Autonomy = "autonomy";

    /// <summary>What a tool of an agent can do: <see cref="AgentVocabulary"/>.</summary>
    public const string ToolRisk = "tool-risk";

    /// <summary>Limits of an agent: <c>steps</c>, <c>seconds</c>, <c>callsPerMinute</c>, <c>spend</c>.</summary>
    public const string AgentLimit = "agent-limit";

    /// <summary>What evidence states that it is about: <c>artifact</c>, <c>dataset</c>.</summary>
    public const string Binding = "binding";

    /// <summary>Kinds of experiments.</summary>
    public const string ExperimentKind = "experiment-kind";

    /// <summary>What an experiment concluded, and <c>none</c>.</summary>
    public const string ExperimentOutcome = "experiment-outcome";

    /// <summary>Methods of explanation, such as <c>shap</c>; also such as only a report names.</summary>
    public const string ExplanationMethod = "explanation-method";

    /// <summary>What is explained: <c>local</c>, <c>global</c>.</summary>
    public const string ExplanationScope = "explanation-scope";

    /// <summary>Sections of a model card, by key.</summary>
    public const string CardSection = "card-section";

    /// <summary>What a remote policy engine answered: <c>allow</c>, <c>deny</c>, <c>undefined</c>, <c>timeout</c>…</summary>
    public const string RemoteAnswer = "remote-answer";

    /// <summary>Which end of an interval: <c>lower</c>, <c>upper</c>.</summary>
    public const string IntervalEnd = "interval-end";

    /// <summary>Where a figure comes from, said of what was only <c>declared</c>.</summary>
    public const string FigureSource = "figure-source";

    /// <summary>How a risk is treated, said of what is <c>not-treated</c>.</summary>
    public const string Treatment = "treatment";

    /// <summary>What acceptance of a use case asks of every model: <c>classification</c>, <c>label</c>.</summary>
    public const string Condition = "condition";

    private static readonly Dictionary<(string, string), string> s_english = new()
    {
        [(EvidenceKind, "sbom")] = "SBOM",
        [(EvidenceKind, "model-card")] = "model card",
        [(EvidenceKind, "system-card")] = "system card",
        [(EvidenceKind, "security-scan")] = "security scan",
        [(EvidenceKind, "pii-scan")] = "personal data scan",
        [(EvidenceKind, "prompt-safety")] = "prompt safety",
        [(Tier, "tier1")] = "tier 1",
        [(Tier, "tier2")] = "tier 2",
        [(Tier, "tier3")] = "tier 3",
        [(Tier, "tier4")] = "tier 4",
        [(ModelKind, "model")] = "models",
        [(ModelKind, "agent")] = "agents",
        [(RiskClass, "not-classified")] = "not classified",
        [(Role, "ModelOwner")] = "Model owner",
        [(Role, "SecurityReviewer")] = "Security approver",
        [(Role, "LegalReviewer")] = "Legal approver",
        [(Role, "RiskOfficer")] = "Risk officer",
        [(Role, "ComplianceOfficer")] = "Compliance",
        [(Deed, "registered-version")] = "registered the version",
        [(Deed, "added-evidence")] = "added evidence",
        [(Deed, "owns-model")] = "owns the model",
        [(Action, "promote")] = "promotions",
        [(Action, "retire")] = "retirements",
        [(Action, "train")] = "training",
        [(Action, "validate")] = "evidence of a validation",
        [(Action, "deploy")] = "deployments",
        [(AgentLimit, "callsPerMinute")] = "calls per minute",
        [(AgentLimit, "spend")] = "spending",
        [(ExplanationMethod, "shap")] = "SHAP",
        [(IntervalEnd, "lower")] = "lower end",
        [(IntervalEnd, "upper")] = "upper end",
        [(Treatment, "not-treated")] = "not treated",
        [(RemoteAnswer, "not-boolean")] = "neither true nor false",
        [(RemoteAnswer, "not-allowed")] = "not queried",
    };

    /// <summary>A word in English; one without another form is its own.</summary>
    /// <param name="term">The word.</param>
    public static string English(StatementValue.Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return s_english.GetValueOrDefault((term.Vocabulary, term.Word), term.Word);
    }
}
