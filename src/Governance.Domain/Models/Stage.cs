namespace Governance.Domain.Models;

/// <summary>Where a model version stands in its life.</summary>
public enum Stage
{
    /// <summary>Registered, not promoted.</summary>
    Development,

    /// <summary>Allowed for tests; also where a version returns to when another takes its place in production.</summary>
    Staging,

    /// <summary>Deployed for real use.</summary>
    Production,

    /// <summary>Taken out of use for good.</summary>
    Retired,
}

/// <summary>How much harm a model can do, as classified by a person.</summary>
public enum RiskClass
{
    /// <summary>One bar.</summary>
    Minimal,

    /// <summary>Two bars.</summary>
    Limited,

    /// <summary>Three bars.</summary>
    High,

    /// <summary>Four bars: never let through, and no waiver can.</summary>
    Prohibited,
}

/// <summary>What a piece of evidence is.</summary>
public enum EvidenceKind
{
    /// <summary>Validation report: performance on held-out data.</summary>
    Validation,

    /// <summary>Fairness report.</summary>
    Fairness,

    /// <summary>Robustness report.</summary>
    Robustness,

    /// <summary>Explanation artefact.</summary>
    Explainability,

    /// <summary>Drift monitoring report.</summary>
    Drift,

    /// <summary>Bill of materials.</summary>
    Sbom,

    /// <summary>Model card.</summary>
    ModelCard,

    /// <summary>System card.</summary>
    SystemCard,

    /// <summary>Lineage of the data.</summary>
    Lineage,

    /// <summary>Security scan.</summary>
    SecurityScan,

    /// <summary>Scan for personal data.</summary>
    PiiScan,

    /// <summary>Prompt-safety tests.</summary>
    PromptSafety,

    /// <summary>Report of an experiment: the version beside the one in production.</summary>
    Experiment,

    /// <summary>Any other document.</summary>
    Other,
}

/// <summary>How a model version came to be deployed.</summary>
public enum DeploymentKind
{
    /// <summary>By its own approved promotion.</summary>
    Deploy,

    /// <summary>As the earlier version to which production was rolled back.</summary>
    RollBack,
}
