using Governance.Domain;
using Governance.Domain.Models;
using Governance.Localisation;

namespace Governance.Portal.Kernel.Labels;

/// <summary>How pages write what the wire abbreviates.</summary>
public static class DisplayLabels
{
    /// <summary>A metric's name for people; one that is not known stands as it was registered.</summary>
    public static Wording Metric(string name) =>
        name switch
        {
            "accuracy" => Wording.Text($"Accuracy"),
            "precision" => Wording.Text($"Precision"),
            "recall" => Wording.Text($"Recall"),
            "f1" => Wording.Text($"F1 score"),
            "auc" => Wording.Text($"AUC"),
            "averagePrecision" => Wording.Text($"Average precision"),
            "brier" => Wording.Text($"Brier score"),
            "logLoss" => Wording.Text($"Log loss"),
            "ece" => Wording.Text($"Expected calibration error (ECE)"),
            "fpr" => Wording.Text($"False positive rate"),
            "fnr" => Wording.Text($"False negative rate"),
            "demographicParityDifference" => Wording.Text($"Demographic parity difference"),
            "demographicParityRatio" => Wording.Text($"Demographic parity ratio"),
            "equalOpportunityDifference" => Wording.Text($"Equal opportunity difference"),
            "equalizedOddsDifference" => Wording.Text($"Equalised odds difference"),
            "flipRate" => Wording.Text($"Predictions flipped by perturbations"),
            "evasionSuccessRate" => Wording.Text($"Rows flipped by attacks"),
            "evasionMedianDistance" => Wording.Text($"Median distance to an adversarial row"),
            "robustAccuracy" => Wording.Text($"Accuracy under attack"),
            "evasionQueries" => Wording.Text($"Attack queries per row"),
            "evasionBound" => Wording.Text($"Largest change allowed in attacks"),
            "attackSuccessRate" => Wording.Text($"Attack success rate"),
            "overRefusalRate" => Wording.Text($"Over-refusal rate"),
            "benignUtility" => Wording.Text($"Useful answers without attacks"),
            "utilityUnderAttack" => Wording.Text($"Useful answers under attack"),
            "mrr" => Wording.Text($"Mean reciprocal rank (MRR)"),
            "groundedness" => Wording.Text($"Groundedness"),
            "meanFlipRate" => Wording.Text($"Mean share of flipped predictions"),
            "rowsWithAnyFlip" => Wording.Text($"Share of rows with any flipped prediction"),
            "adversarialAccuracy" => Wording.Text($"Share of correct predictions left unchanged"),
            "rows" => Wording.Text($"Rows"),
            "draws" => Wording.Text($"Draws per row"),
            "method" => Wording.Text($"Method"),
            "perturbation" => Wording.Text($"Perturbation"),
            "unauthorisedRetrievalRate" => Wording.Text($"Unauthorised retrieval rate"),
            _ => Wording.Verbatim(name),
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
