using Governance.Data.Conventions;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Retirements;

internal sealed class RetirementConfiguration : IEntityTypeConfiguration<Retirement>
{
    public void Configure(EntityTypeBuilder<Retirement> builder)
    {
        builder.ToTable("Retirements");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Subject).HasMaxLength(200);
        builder.Property(r => r.Title).HasMaxLength(Retirement.MaxTitle);
        builder.Property(r => r.Successor).HasMaxLength(200);
        builder.Property(r => r.MadeWith).HasMaxLength(16);
        builder.Property(r => r.OpenedBy).HasMaxLength(64);
        builder.Property(r => r.Template).HasMaxLength(100);
        builder.Property(r => r.OpeningSha256).HasMaxLength(64);
        builder.Property(r => r.StoppedBy).HasMaxLength(200);
        builder.Property(r => r.ConfirmedBy).HasMaxLength(Retirement.MaxTitle);
        builder.Property(r => r.ConfirmedEvidence).HasMaxLength(400);
        builder.Property(r => r.RetentionBasis).HasMaxLength(Retirement.MaxText);
        builder.Property(r => r.StatementSha256).HasMaxLength(64);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.OwnsText(r => r.Reason!, required: true);
        builder.Ignore(r => r.Tasks);
        builder.Ignore(r => r.Decisions);
        builder.Ignore(r => r.Keys);
        builder.Ignore(r => r.Dispositions);
        builder.Ignore(r => r.IsLive);
        builder.Ignore(r => r.BundledSha256);
        builder.Ignore(r => r.QuietSince);
        builder.Ignore(r => r.AuditSubject);
        builder.JsonList<Retirement, RetirementTask>("_tasks", "Tasks");
        builder.JsonList<Retirement, DependantDecision>("_decisions", "Decisions");
        builder.JsonList<Retirement, SettledKey>("_keys", "Keys");
        builder.JsonList<Retirement, Disposition>("_dispositions", "Dispositions");
        builder.HasMany(r => r.Versions).WithOne().HasForeignKey(v => v.Retirement).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(r => r.Versions).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasIndex(r => r.State);
        builder.HasIndex(r => r.Subject);
    }
}

internal sealed class RetirementVersionConfiguration : IEntityTypeConfiguration<RetirementVersion>
{
    public void Configure(EntityTypeBuilder<RetirementVersion> builder)
    {
        builder.ToTable("RetirementVersions");
        builder.HasKey(v => new
        {
            v.Retirement,
            v.Model,
            v.Version,
        });
        builder.Property(v => v.Model).HasMaxLength(100);
        builder.Property(v => v.Version).HasMaxLength(64);
        builder.Property(v => v.Promotion).HasMaxLength(16);
        builder.HasOne<Model>().WithMany().HasForeignKey(v => v.Model).OnDelete(DeleteBehavior.Restrict);
        // What every question to the gate and every batch of decisions looks up.
        builder.HasIndex(v => new { v.Model, v.Version });
    }
}

internal sealed class RetirementEntryConfiguration : IEntityTypeConfiguration<RetirementEntry>
{
    public void Configure(EntityTypeBuilder<RetirementEntry> builder)
    {
        builder.ToTable("RetirementEntries");
        builder.HasKey(e => new { e.Retirement, e.Number });
        builder.Property(e => e.Number).ValueGeneratedNever();
        builder.Property(e => e.By).HasMaxLength(64);
        builder.Property(e => e.ByName).HasMaxLength(200);
        builder.Property(e => e.Action).HasMaxLength(64);
        builder.Property(e => e.What).HasMaxLength(500);
        builder.Property(e => e.Sha256).HasMaxLength(64);
        builder.OwnsText(e => e.Words!, required: true);
        builder.Ignore(e => e.AuditSubject);
        builder.HasOne<Retirement>().WithMany().HasForeignKey(e => e.Retirement).OnDelete(DeleteBehavior.Restrict);
    }
}
