using Governance.Data.Conventions;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Agents;

internal sealed class AgentToolObservationConfiguration : IEntityTypeConfiguration<AgentToolObservation>
{
    public void Configure(EntityTypeBuilder<AgentToolObservation> builder)
    {
        builder.ToTable("AgentToolObservations");
        builder.HasKey(o => o.Id);
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Model).HasMaxLength(100);
        builder.Property(o => o.Server).HasMaxLength(AgentToolObservation.MaxName);
        builder.Property(o => o.SeenBy).HasMaxLength(64);
        builder.Property(o => o.ServerVersion).HasMaxLength(AgentToolObservation.MaxName);
        builder.Ignore(o => o.Tools);
        builder.Ignore(o => o.AuditSubject);
        builder.JsonList<AgentToolObservation, ObservedTool>("_tools", "Tools");
        builder.HasOne<Agent>().WithMany().HasForeignKey(o => o.Model).OnDelete(DeleteBehavior.Restrict);
        // What is newest of each server is asked for.
        builder.HasIndex(o => new
        {
            o.Model,
            o.Server,
            o.Id,
        });
    }
}

internal sealed class AgentToolReviewConfiguration : IEntityTypeConfiguration<AgentToolReview>
{
    public void Configure(EntityTypeBuilder<AgentToolReview> builder)
    {
        builder.ToTable("AgentToolReviews");
        builder.HasKey(r => r.Sha256);
        builder.Property(r => r.Sha256).HasMaxLength(64);
        builder.Property(r => r.Tool).HasMaxLength(AgentToolObservation.MaxName);
        builder.Property(r => r.ReviewedBy).HasMaxLength(64);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.Ignore(r => r.Risks);
        builder.Ignore(r => r.AuditSubject);
        builder.JsonList<AgentToolReview, string>("_risks", "Risks");
        builder.OwnsText(r => r.Reason, required: true);
    }
}
