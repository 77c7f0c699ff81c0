using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Tiers, validations, findings and overlays in words.</summary>
internal static class ModelRiskLabels
{
    public static string Of(ModelTier tier) =>
        tier switch
        {
            ModelTier.Tier1 => "Tier 1",
            ModelTier.Tier2 => "Tier 2",
            ModelTier.Tier3 => "Tier 3",
            ModelTier.Tier4 => "Tier 4",
        };

    public static Tone ToneOf(ModelTier tier) =>
        tier switch
        {
            ModelTier.Tier1 => Tone.Fail,
            ModelTier.Tier2 => Tone.Warn,
            _ => Tone.Idle,
        };

    public static string Of(TierRating rating) =>
        rating switch
        {
            TierRating.Low => "Low",
            TierRating.Moderate => "Moderate",
            TierRating.High => "High",
        };

    public static (string Word, Tone Tone) Of(TierState state) =>
        state switch
        {
            TierState.Proposed => ("Waiting for a second person", Tone.Warn),
            TierState.InForce => ("In force", Tone.Pass),
            TierState.Declined => ("Declined", Tone.Idle),
        };

    public static string Of(ValidationConclusion conclusion) =>
        conclusion switch
        {
            ValidationConclusion.Fit => "Fit",
            ValidationConclusion.FitWithConditions => "Fit with conditions",
            ValidationConclusion.NotFit => "Not fit",
        };

    public static Tone ToneOf(ValidationConclusion conclusion) =>
        conclusion switch
        {
            ValidationConclusion.Fit => Tone.Pass,
            ValidationConclusion.FitWithConditions => Tone.Warn,
            ValidationConclusion.NotFit => Tone.Fail,
        };

    public static string Of(ValidationState state) =>
        state switch
        {
            ValidationState.Planned => "Planned",
            ValidationState.Reported => T.Sense("Reported", "a validation"),
            ValidationState.Cancelled => "Cancelled",
        };

    public static string Of(FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Critical => "Critical",
            FindingSeverity.High => "High",
            FindingSeverity.Medium => "Medium",
            FindingSeverity.Low => "Low",
        };

    public static Tone ToneOf(FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Critical or FindingSeverity.High => Tone.Fail,
            FindingSeverity.Medium => Tone.Warn,
            FindingSeverity.Low => Tone.Idle,
        };

    public static string Of(OverlayKind kind) =>
        kind switch
        {
            OverlayKind.Overlay => "Overlay",
            OverlayKind.Limitation => "Limitation",
        };

    public static (string Word, Tone Tone) Of(OverlayState state) =>
        state switch
        {
            OverlayState.Proposed => ("Waiting for approval", Tone.Warn),
            OverlayState.InUse => ("In use", Tone.Pass),
            OverlayState.Ended => ("Ended", Tone.Idle),
        };

    public static string Material(bool material) => material ? "Material" : "Not material";
}
