using Governance.Data.Conventions;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Gates;

internal sealed class PolicyProposalConfiguration : IEntityTypeConfiguration<PolicyProposal>
{
    public void Configure(EntityTypeBuilder<PolicyProposal> builder)
    {
        builder.ToTable("PolicyProposals");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Name).HasMaxLength(63);
        builder.Property(p => p.Version).HasMaxLength(100);
        builder.Property(p => p.Sha256).HasMaxLength(64);
        builder.Property(p => p.BaseSha256).HasMaxLength(64);
        builder.Property(p => p.ProposedBy).HasMaxLength(64);
        builder.Property(p => p.ProposedByName).HasMaxLength(200);
        builder.Property(p => p.Origin).HasMaxLength(500);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.OwnsText(p => p.Reason!, required: true);
        builder.OwnsText(p => p.Rejection);
        builder.Ignore(p => p.Authors);
        builder.Ignore(p => p.AuditSubject);
        builder.JsonList<PolicyProposal, UserId>("_authors", "Authors");
        builder.HasMany(p => p.Approvals).WithOne().HasForeignKey(a => a.Proposal).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(p => p.Approvals).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasIndex(p => p.Name).IsUnique().HasFilter("\"State\" = 'open'").HasDatabaseName("IX_PolicyProposals_OneOpen");
    }
}

internal sealed class PolicyApprovalConfiguration : IEntityTypeConfiguration<PolicyApproval>
{
    public void Configure(EntityTypeBuilder<PolicyApproval> builder)
    {
        builder.ToTable("PolicyApprovals");
        builder.HasKey(a => a.Id);
        builder.Attests(a => a.Attestation, isSealed: false);
        // The rule of two, once more in the database.
        builder.HasIndex(nameof(PolicyApproval.Proposal), Attested.Person).IsUnique();
        builder.HasIndex(nameof(PolicyApproval.Proposal), Attested.Function).IsUnique();
    }
}
