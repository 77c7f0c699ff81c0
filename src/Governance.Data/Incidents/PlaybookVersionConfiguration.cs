using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Incidents;

internal sealed class PlaybookVersionConfiguration : IEntityTypeConfiguration<PlaybookVersion>
{
    public void Configure(EntityTypeBuilder<PlaybookVersion> builder)
    {
        builder.ToTable("PlaybookVersions");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Name).HasMaxLength(Playbook.MaxId);
        builder.Property(p => p.Sha256).HasMaxLength(64);
        builder.Property(p => p.ProposedBy).HasMaxLength(64);
        builder.Property(p => p.ProposedByName).HasMaxLength(200);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.OwnsText(p => p.Reason!, required: true);
        builder.OwnsText(p => p.Rejection);
        builder.Ignore(p => p.Authors);
        builder.Ignore(p => p.AuditSubject);
        builder.JsonList<PlaybookVersion, UserId>("_authors", "Authors");
        builder.HasOne(p => p.Approval).WithOne().HasForeignKey<PlaybookApproval>(a => a.Playbook).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(p => p.Approval).AutoInclude();
        // One open version at a time, and each version once.
        builder.HasIndex(p => p.Name).IsUnique().HasFilter("\"State\" = 'proposed'").HasDatabaseName("IX_PlaybookVersions_OneOpen");
        builder
            .HasIndex(p => new { p.Name, p.Version })
            .IsUnique()
            .HasFilter("\"State\" = 'approved'")
            .HasDatabaseName("IX_PlaybookVersions_Approved");
    }
}

internal sealed class PlaybookApprovalConfiguration : IEntityTypeConfiguration<PlaybookApproval>
{
    public void Configure(EntityTypeBuilder<PlaybookApproval> builder)
    {
        builder.ToTable("PlaybookApprovals");
        builder.HasKey(a => a.Playbook);
        builder.Property(a => a.Playbook).ValueGeneratedNever();
        builder.Attests(a => a.Attestation, isSealed: false);
    }
}

internal sealed class PlaybookCallConfiguration : IEntityTypeConfiguration<PlaybookCall>
{
    public void Configure(EntityTypeBuilder<PlaybookCall> builder)
    {
        builder.ToTable("PlaybookCalls");
        builder.HasKey(c => new
        {
            c.Incident,
            c.Step,
            c.Number,
        });
        builder.Property(c => c.Number).ValueGeneratedNever();
        builder.Property(c => c.Step).HasMaxLength(Playbook.MaxId);
        builder.Property(c => c.Revision).IsConcurrencyToken();
        builder.HasOne<Incident>().WithMany().HasForeignKey(c => c.Incident).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => c.NextAt);
    }
}
