using Governance.Domain;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Labels;

/// <summary>How pages write what the wire abbreviates.</summary>
public static class DisplayLabels
{
    /// <summary>A metric's name for people; one that is not known stands as it was registered.</summary>
    public static string Metric(string name) =>
        name switch
        {
            "accuracy" => "Accuracy",
            "precision" => "Precision",
            "recall" => "Recall",
            "f1" => "F1 score",
            "auc" => "AUC",
            "averagePrecision" => "Average precision",
            "brier" => "Brier score",
            "logLoss" => "Log loss",
            "ece" => "Expected calibration error (ECE)",
            "fpr" => "False positive rate",
            "fnr" => "False negative rate",
            "demographicParityDifference" => "Demographic parity difference",
            "demographicParityRatio" => "Demographic parity ratio",
            "equalOpportunityDifference" => "Equal opportunity difference",
            "equalizedOddsDifference" => "Equalised odds difference",
            "flipRate" => "Predictions flipped by perturbations",
            "evasionSuccessRate" => "Rows flipped by attacks",
            "evasionMedianDistance" => "Median distance to an adversarial row",
            "robustAccuracy" => "Accuracy under attack",
            "evasionQueries" => "Attack queries per row",
            "evasionBound" => "Largest change allowed in attacks",
            "attackSuccessRate" => "Attack success rate",
            "overRefusalRate" => "Over-refusal rate",
            "benignUtility" => "Useful answers without attacks",
            "utilityUnderAttack" => "Useful answers under attack",
            "mrr" => "Mean reciprocal rank (MRR)",
            "groundedness" => "Groundedness",
            "meanFlipRate" => "Mean share of flipped predictions",
            "rowsWithAnyFlip" => "Share of rows with any flipped prediction",
            "adversarialAccuracy" => "Share of correct predictions left unchanged",
            "rows" => "Rows",
            "draws" => "Draws per row",
            "method" => "Method",
            "perturbation" => "Perturbation",
            "unauthorisedRetrievalRate" => "Unauthorised retrieval rate",
            _ => name,
        };

    /// <summary>A kind of evidence.</summary>
    public static string Evidence(EvidenceKind kind) =>
        kind switch
        {
            EvidenceKind.Sbom => "SBOM",
            EvidenceKind.PiiScan => "Scan for personal data",
            _ => SentenceCase.OfName(WireName.Of(kind)),
        };
}
