using Governance.Data.Conventions;
using Governance.Domain.Agents;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Agents;

internal sealed class AgentConfiguration : IEntityTypeConfiguration<Agent>
{
    public void Configure(EntityTypeBuilder<Agent> builder)
    {
        builder.ToTable("Agents");
        builder.HasKey(a => a.Model);
        builder.Property(a => a.Model).HasMaxLength(100);
        builder.Property(a => a.RegisteredBy).HasMaxLength(64);
        builder.Property(a => a.StoppedBy).HasMaxLength(64);
        builder.Property(a => a.ResumedBy).HasMaxLength(64);
        builder.Property(a => a.Revision).IsConcurrencyToken();
        builder.Ignore(a => a.Stoppers);
        builder.Ignore(a => a.State);
        builder.Ignore(a => a.AuditSubject);
        builder.JsonList<Agent, UserId>("_stoppers", "Stoppers");
        builder.OwnsText(a => a.StopReason);
        builder.OwnsText(a => a.ResumeReason);
        builder.HasOne<Model>().WithOne().HasForeignKey<Agent>(a => a.Model).OnDelete(DeleteBehavior.Restrict);
    }
}
