using Governance.Domain.Gates;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>How what runs stands to the policies, and what people decided about it.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Posture> Postures => Set<Posture>();

    public DbSet<PostureFinding> PostureFindings => Set<PostureFinding>();

    public DbSet<PostureCheck> PostureChecks => Set<PostureCheck>();

    public DbSet<ModelReview> ModelReviews => Set<ModelReview>();
}
