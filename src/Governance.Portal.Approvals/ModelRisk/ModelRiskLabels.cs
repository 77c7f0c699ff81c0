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

    /// <summary>Bars of its glyph: a tier is no failed gate.</summary>
    public static int LevelOf(ModelTier tier) =>
        tier switch
        {
            ModelTier.Tier1 => 4,
            ModelTier.Tier2 => 3,
            ModelTier.Tier3 => 2,
            ModelTier.Tier4 => 1,
        };

    public static string Of(TierRating rating) =>
        rating switch
        {
            TierRating.Low => "Low",
            TierRating.Moderate => T.Sense("Moderate", "a rating"),
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

    /// <summary>Bars of its glyph: how severe a finding is says nothing about its state.</summary>
    public static int LevelOf(FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Critical => 4,
            FindingSeverity.High => 3,
            FindingSeverity.Medium => 2,
            FindingSeverity.Low => 1,
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
