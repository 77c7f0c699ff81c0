using Governance.Domain.Models;

namespace Governance.Portal.Tests.Approvals;

/// <summary>The shortest report of each kind that measured something, for tests that only need one to be there.</summary>
internal static class SampleEvidence
{
    public static string Of(EvidenceKind kind) =>
        kind switch
        {
            EvidenceKind.Validation or EvidenceKind.Robustness => """{"labelled":900,"auc":0.9}""",
            EvidenceKind.Fairness => """{"attributes":[{"attribute":"sex","demographicParityDifference":0.02}]}""",
            EvidenceKind.Explainability => """{"methods":["shap"],"scope":"local"}""",
            EvidenceKind.Drift => """{"features":[{"name":"amount","psi":0.01}]}""",
            EvidenceKind.Sbom => """{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a"}]}""",
            EvidenceKind.ModelCard or EvidenceKind.SystemCard => """{"limitations":"Retail customers only."}""",
            EvidenceKind.Lineage =>
                """{"inputs":[{"namespace":"warehouse","name":"a"}],"outputs":[{"namespace":"warehouse","name":"b"}]}""",
            EvidenceKind.SecurityScan => """{"tools":["modelscan"],"findings":{"critical":0,"high":0,"medium":0,"low":0}}""",
            EvidenceKind.PiiScan => """{"datasetSha256":["a"],"detectors":["email"],"fields":["name"],"findings":0}""",
            EvidenceKind.PromptSafety => """{"metrics":{"attackSuccessRate":{"value":0.01,"n":80}}}""",
            EvidenceKind.Experiment => """{"kind":"shadow","observed":{"challenger":900}}""",
            _ => "{}",
        };
}
