using Governance.Data.Conventions;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Approvals;

internal sealed class PromotionConfiguration : IEntityTypeConfiguration<Promotion>
{
    public void Configure(EntityTypeBuilder<Promotion> builder)
    {
        builder.ToTable("Promotions");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Model).HasMaxLength(100);
        builder.Property(p => p.Version).HasMaxLength(64);
        builder.Property(p => p.RequestedBy).HasMaxLength(64);
        builder.Property(p => p.BundleDigest).HasMaxLength(64);
        builder.Property(p => p.Revision).IsConcurrencyToken(); // grows with each sign-off: two at once cannot both be the third
        builder.OwnsText(p => p.Reason!, required: true);
        builder.OwnsText(p => p.WithdrawReason);
        builder.Property<List<PromotionParty>>("_parties").HasDefaultValueSql("'[]'");
        builder.Ignore(p => p.Parties);
        builder.Ignore(p => p.Excluded);
        builder.Ignore(p => p.IsRequestedByItsOpener);
        builder.Ignore(p => p.Requesters);
        builder.Ignore(p => p.RequiredRoles);
        builder.Ignore(p => p.LiveSignOffs);
        builder.Ignore(p => p.AuditSubject);
        builder.Ignore(p => p.IsLive);
        builder.Ignore(p => p.GatePasses);
        builder.Ignore(p => p.RequestingPerson);
        builder.JsonList<Promotion, UserId>("_requesters", "Requesters");
        builder.JsonList<Promotion, PromotionParty>("_parties", "Parties");
        builder.JsonList<Promotion, SignOffRole>("_requiredRoles", "RequiredRoles");
        builder.HasMany(p => p.SignOffs).WithOne().HasForeignKey(s => s.Promotion).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(p => p.SignOffs).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(p => new { p.Model, p.Version }).OnDelete(DeleteBehavior.Restrict);
        // The one below holds open ones only: without this, what a gate asks first would be found by reading the whole table.
        builder.HasIndex(p => new { p.Model, p.Version });
        builder
            .HasIndex(p => new
            {
                p.Model,
                p.Version,
                p.To,
            })
            .IsUnique()
            .HasFilter("\"State\" = 'open'")
            .HasDatabaseName("IX_Promotions_OneOpen");
        builder.HasIndex(p => new { p.State, p.RequestedAt });
        // Few are blocked; they are counted over months.
        builder.HasIndex(p => p.RequestedAt).HasFilter("\"GateOutcome\" IN ('fail', 'error')").HasDatabaseName("IX_Promotions_Blocked");
    }
}

internal sealed class SignOffConfiguration : IEntityTypeConfiguration<SignOff>
{
    public void Configure(EntityTypeBuilder<SignOff> builder)
    {
        builder.ToTable("SignOffs");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.DelegatedFromName).HasMaxLength(200);
        builder.Property(s => s.BundleDigest).HasMaxLength(64);
        builder.Property(s => s.VoidReason).HasMaxLength(200);
        builder.Property(s => s.AssertionSha256).HasMaxLength(64);
        builder.Ignore(s => s.Level);
        builder.Ignore(s => s.Batch);
        builder.AttestsDecision();
        builder.OwnsText(s => s.Comment);
        builder.OwnsText(s => s.Condition);
        builder.OwnsText(s => s.RevokeReason);
        // Every load of a promotion looks its decisions up, and the indexes below hold the live ones only.
        builder.HasIndex(s => s.Promotion);
        // Void and revoked ones stay, so the keys bind only what counts: one live decision a slot, one live slot a person.
        builder.HasIndex(s => new { s.Promotion, s.Role }).IsUnique().HasFilter("\"Live\"").HasDatabaseName("IX_SignOffs_OneLiveASlot");
        builder
            .HasIndex(nameof(SignOff.Promotion), Attested.Person)
            .IsUnique()
            .HasFilter("\"Live\"")
            .HasDatabaseName("IX_SignOffs_OneLiveAPerson");
        builder
            .HasIndex(s => new { s.Promotion, s.DelegatedFrom })
            .IsUnique()
            .HasFilter("\"Live\" AND \"DelegatedFrom\" IS NOT NULL")
            .HasDatabaseName("IX_SignOffs_OneLiveADelegator");
    }
}
