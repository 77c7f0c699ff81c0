using Governance.Data.Conventions;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Monitoring;

internal sealed class AlertConfiguration : IEntityTypeConfiguration<Alert>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.ToTable("Alerts");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Model).HasMaxLength(100);
        builder.Property(a => a.Version).HasMaxLength(64);
        builder.Property(a => a.Field).HasMaxLength(500);
        builder.Property(a => a.Revision).IsConcurrencyToken();
        builder.OwnsText(a => a.SilenceReason);
        builder.OwnsText(a => a.Resolution);
        builder.Ignore(a => a.AuditSubject);
        builder.Ignore(a => a.DueAt);
        builder.HasOne<ModelMonitor>().WithMany().HasForeignKey(a => a.Monitor).OnDelete(DeleteBehavior.Restrict);

        // The database repeats the rule: one alert that is not over per version and live check and field, and one per version and monitor.
        builder
            .HasIndex(a => new
            {
                a.Model,
                a.Rule,
                a.Field,
                a.Version,
            })
            .IsUnique()
            .HasFilter("\"Monitor\" IS NULL AND \"State\" <> 'resolved'");
        builder.HasIndex(a => a.Monitor, "IX_Alerts_OfMonitor");
        builder.HasIndex(a => new { a.Monitor, a.Version }).IsUnique().HasFilter("\"Monitor\" IS NOT NULL AND \"State\" <> 'resolved'");
        builder.HasIndex(a => a.SeenAt);
        builder.HasIndex(a => new { a.State, a.Model });
    }
}

internal sealed class ModelMonitorConfiguration : IEntityTypeConfiguration<ModelMonitor>
{
    public void Configure(EntityTypeBuilder<ModelMonitor> builder)
    {
        builder.ToTable("Monitors");
        builder.HasKey(m => m.Id);
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.Model).HasMaxLength(100);
        builder.Property(m => m.Target).HasMaxLength(ModelMonitor.MaxName);
        builder.Property(m => m.SegmentColumn).HasMaxLength(ModelMonitor.MaxSegment);
        builder.Property(m => m.SegmentValue).HasMaxLength(ModelMonitor.MaxSegment);
        builder.Property(m => m.Revision).IsConcurrencyToken();
        builder.Ignore(m => m.AuditSubject);
        builder.Ignore(m => m.HasSegment);
        builder.HasOne<Model>().WithMany().HasForeignKey(m => m.Model).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasIndex(m => new
            {
                m.Model,
                m.Kind,
                m.Target,
                m.SegmentColumn,
                m.SegmentValue,
            })
            .IsUnique();
    }
}

internal sealed class MonitorReadingConfiguration : IEntityTypeConfiguration<MonitorReading>
{
    public void Configure(EntityTypeBuilder<MonitorReading> builder)
    {
        builder.ToTable("MonitorReadings");
        builder.Property(r => r.Version).HasMaxLength(64);
        builder.Property(r => r.Reason).HasMaxLength(1_000);
        builder.HasOne<ModelMonitor>().WithMany().HasForeignKey(r => r.Monitor).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<MonitoringWindow>().WithMany().HasForeignKey(r => r.Window).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasIndex(r => new
            {
                r.Monitor,
                r.Version,
                r.Start,
                r.End,
            })
            .IsUnique();
        builder.HasIndex(r => r.Window);
    }
}

internal sealed class WindowEvaluationConfiguration : IEntityTypeConfiguration<WindowEvaluation>
{
    public void Configure(EntityTypeBuilder<WindowEvaluation> builder)
    {
        builder.ToTable("WindowEvaluations");
        builder.HasKey(e => e.Window);
        builder.Property(e => e.Window).ValueGeneratedNever();
        builder.Property(e => e.Reason).HasMaxLength(1_000);
        builder.Property(e => e.Revision).IsConcurrencyToken();
        builder.HasOne<MonitoringWindow>().WithOne().HasForeignKey<WindowEvaluation>(e => e.Window).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(e => e.State);
    }
}

internal sealed class BusinessFigureConfiguration : IEntityTypeConfiguration<BusinessFigure>
{
    public void Configure(EntityTypeBuilder<BusinessFigure> builder)
    {
        builder.ToTable("BusinessFigures");
        builder.Property(f => f.Model).HasMaxLength(100);
        builder.Property(f => f.Version).HasMaxLength(64);
        builder.Property(f => f.Name).HasMaxLength(BusinessFigure.MaxName);
        builder.Property(f => f.StoredBy).HasMaxLength(64);
        builder.IsMeasurement();
        builder.Ignore(f => f.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(f => new { f.Model, f.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(f => new { f.Model, f.Version });
        builder
            .HasIndex(f => new
            {
                f.Model,
                f.Version,
                f.Name,
                f.Start,
                f.End,
            })
            .IsUnique()
            .HasFilter(Measurements.Held);
    }
}

internal sealed class RetrainCallConfiguration : IEntityTypeConfiguration<RetrainCall>
{
    public void Configure(EntityTypeBuilder<RetrainCall> builder)
    {
        builder.ToTable("RetrainCalls");
        builder.HasKey(c => c.Alert);
        builder.Property(c => c.Alert).ValueGeneratedNever();
        builder.Property(c => c.Model).HasMaxLength(100);
        builder.Property(c => c.Problem).HasMaxLength(1_000);
        builder.Property(c => c.Revision).IsConcurrencyToken();
        builder.HasOne<Alert>().WithOne().HasForeignKey<RetrainCall>(c => c.Alert).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.State, c.NextAt });
    }
}

internal sealed class ServedRateConfiguration : IEntityTypeConfiguration<ServedRate>
{
    public void Configure(EntityTypeBuilder<ServedRate> builder)
    {
        builder.ToTable("ServedRates");
        builder.HasKey(r => r.Model);
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.DeclaredBy).HasMaxLength(100);
        builder.Property(r => r.DeclaredByName).HasMaxLength(200);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.Ignore(r => r.AuditSubject);
        builder.HasOne<Model>().WithOne().HasForeignKey<ServedRate>(r => r.Model).OnDelete(DeleteBehavior.Restrict);
    }
}
