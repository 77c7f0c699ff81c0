using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Tiers of models, their validation, and what is in use beside them.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<TierAssessment> TierAssessments => Set<TierAssessment>();

    public DbSet<ModelValidation> ModelValidations => Set<ModelValidation>();

    public DbSet<ValidationFinding> ValidationFindings => Set<ValidationFinding>();

    public DbSet<ModelChange> ModelChanges => Set<ModelChange>();

    public DbSet<ModelOverlay> ModelOverlays => Set<ModelOverlay>();

    private static void ModelRisk(ModelConfigurationBuilder builder)
    {
        DisplayId<TierAssessmentId>(builder);
        DisplayId<ValidationId>(builder);
        DisplayId<FindingId>(builder);
        DisplayId<ModelChangeId>(builder);
        DisplayId<OverlayId>(builder);
        Wire<ModelTier>(builder);
        Wire<TierRating>(builder);
        Wire<TierState>(builder);
        Wire<ValidationState>(builder);
        Wire<ValidationConclusion>(builder);
        Wire<FindingSeverity>(builder);
        Wire<FindingState>(builder);
        Wire<ExtensionState>(builder);
        Wire<OverlayKind>(builder);
        Wire<OverlayState>(builder);
    }
}
