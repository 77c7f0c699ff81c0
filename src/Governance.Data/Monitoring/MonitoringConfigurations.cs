using Governance.Data.Conventions;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Monitoring;

internal sealed class MonitoringWindowConfiguration : IEntityTypeConfiguration<MonitoringWindow>
{
    public void Configure(EntityTypeBuilder<MonitoringWindow> builder)
    {
        builder.ToTable("Windows");
        builder.HasKey(w => w.Id);
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Model).HasMaxLength(100);
        builder.Property(w => w.Version).HasMaxLength(64);
        builder.Property(w => w.DataSha256).HasMaxLength(64);
        builder.Property(w => w.ProfileSha256).HasMaxLength(64);
        builder.Property(w => w.UploadedBy).HasMaxLength(64);
        builder.IsMeasurement();
        builder.Ignore(w => w.AuditSubject);
        builder.Ignore(w => w.IsCounted);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(w => new { w.Model, w.Version }).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasIndex(w => new
            {
                w.Model,
                w.Version,
                w.Role,
                w.Start,
                w.End,
            })
            .IsUnique()
            // The period of what was withdrawn or rejected is free again.
            .HasFilter(Measurements.Held);
        builder.HasIndex(w => new
        {
            w.Model,
            w.Version,
            w.End,
        });
        // Each upload asks whether the bytes have come before.
        builder.HasIndex(w => new { w.Model, w.DataSha256 });
    }
}

/// <summary>What windows, files of labels and figures have in common.</summary>
internal static class Measurements
{
    /// <summary>Rows that count or may come to count: what was withdrawn or rejected may be sent again.</summary>
    public const string Held = "\"Status\" IN ('in-force', 'requested')";

    public static void IsMeasurement<T>(this EntityTypeBuilder<T> builder)
        where T : Measurement
    {
        builder.Property(m => m.AskedBy).HasMaxLength(64);
        builder.Property(m => m.AskedByName).HasMaxLength(200);
        builder.Property(m => m.DecidedByName).HasMaxLength(200);
        builder.OwnsText(m => m.Reason);
        builder.OwnsText(m => m.Decision);
        builder.Ignore(m => m.Ref);
        builder.Ignore(m => m.SentBy);
        builder.Ignore(m => m.IsWithdrawalAsked);
        builder.Ignore(m => m.AwaitsDecision);
    }
}

internal sealed class FeatureDriftConfiguration : IEntityTypeConfiguration<FeatureDrift>
{
    public void Configure(EntityTypeBuilder<FeatureDrift> builder)
    {
        builder.ToTable("FeatureDrifts");
        builder.HasKey(f => new { f.Window, f.Position });
        builder.Property(f => f.Name).HasMaxLength(500);
        builder.Property(f => f.Verdict).HasMaxLength(32);
        builder.HasOne<MonitoringWindow>().WithMany().HasForeignKey(f => f.Window).OnDelete(DeleteBehavior.Cascade);
        // Every page says how many models drift. Most features of most windows do not: those that do are found without reading the others.
        builder.HasIndex(f => f.Window).HasFilter("\"Verdict\" IN ('moderate', 'major')").HasDatabaseName("IX_FeatureDrifts_Drifting");
    }
}

internal sealed class LabelBatchConfiguration : IEntityTypeConfiguration<LabelBatch>
{
    public void Configure(EntityTypeBuilder<LabelBatch> builder)
    {
        builder.ToTable("LabelBatches");
        builder.Property(b => b.Model).HasMaxLength(100);
        builder.Property(b => b.Version).HasMaxLength(64);
        builder.Property(b => b.DataSha256).HasMaxLength(64);
        builder.Property(b => b.UploadedBy).HasMaxLength(64);
        builder.IsMeasurement();
        builder.Ignore(b => b.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(b => new { b.Model, b.Version }).OnDelete(DeleteBehavior.Restrict);
        // What was withdrawn is not in the other: whoever takes a version away looks at all.
        builder.HasIndex(b => new { b.Model, b.Version });
        builder
            .HasIndex(b => new
            {
                b.Model,
                b.Version,
                b.DataSha256,
            })
            .IsUnique()
            .HasFilter(Measurements.Held);
    }
}

internal sealed class WindowLabelsConfiguration : IEntityTypeConfiguration<WindowLabels>
{
    public void Configure(EntityTypeBuilder<WindowLabels> builder)
    {
        builder.ToTable("WindowLabels");
        builder.HasKey(l => new { l.Window, l.DataSha256 });
        builder.Property(l => l.DataSha256).HasMaxLength(64);
        builder.HasOne<MonitoringWindow>().WithMany().HasForeignKey(l => l.Window).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DecisionIdFilterConfiguration : IEntityTypeConfiguration<DecisionIdFilter>
{
    public void Configure(EntityTypeBuilder<DecisionIdFilter> builder)
    {
        builder.ToTable("DecisionIdFilters");
        builder.HasKey(f => f.Sha256);
        builder.Property(f => f.Sha256).HasMaxLength(64);
    }
}
