using Governance.Data.Conventions;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Models;

internal sealed class RollbackPlanConfiguration : IEntityTypeConfiguration<RollbackPlan>
{
    public void Configure(EntityTypeBuilder<RollbackPlan> builder)
    {
        builder.ToTable("RollbackPlans");
        builder.HasKey(p => new { p.Deployment, p.Number });
        builder.Property(p => p.Target).HasMaxLength(64);
        builder.Property(p => p.Responsible).HasMaxLength(RollbackPlanFacts.MaxResponsible);
        builder.Property(p => p.WhyNone).HasMaxLength(RollbackPlanFacts.MaxWhyNone);
        builder.Property(p => p.RecordedBy).HasMaxLength(64);
        builder.Property(p => p.RecordedByName).HasMaxLength(200);
        builder.Property(p => p.Salt).HasMaxLength(32);
        builder.Property(p => p.Sha256).HasMaxLength(64);
        builder.Ignore(p => p.Steps);
        builder.Ignore(p => p.AuditSubject);
        builder.JsonList<RollbackPlan, string>("_steps", "Steps");
        builder.HasOne<Deployment>().WithMany().HasForeignKey(p => p.Deployment).OnDelete(DeleteBehavior.Restrict);
    }
}
