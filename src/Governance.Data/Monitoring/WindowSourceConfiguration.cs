using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Monitoring;

internal sealed class WindowSourceConfiguration : IEntityTypeConfiguration<WindowSource>
{
    public void Configure(EntityTypeBuilder<WindowSource> builder)
    {
        builder.ToTable("WindowSources");
        builder.HasKey(s => new { s.Model, s.Version });
        builder.Property(s => s.Model).HasMaxLength(100);
        builder.Property(s => s.Version).HasMaxLength(64);
        builder.Property(s => s.Connection).HasMaxLength(64);
        builder.Property(s => s.Table).HasMaxLength(WindowSource.MaxName);
        builder.Property(s => s.TimeColumn).HasMaxLength(WindowSource.MaxName);
        builder.Property(s => s.Zone).HasMaxLength(64);
        builder.Property(s => s.ColumnsJson).HasMaxLength(WindowSource.MaxColumns);
        builder.Property(s => s.ChangedBy).HasMaxLength(100);
        builder.Property(s => s.ChangedByName).HasMaxLength(200);
        builder.Property(s => s.Revision).IsConcurrencyToken();
        builder.Ignore(s => s.AuditSubject);
        builder.Ignore(s => s.Periods);
        builder
            .HasOne<ModelVersion>()
            .WithOne()
            .HasForeignKey<WindowSource>(s => new { s.Model, s.Version })
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class WindowPullConfiguration : IEntityTypeConfiguration<WindowPull>
{
    public void Configure(EntityTypeBuilder<WindowPull> builder)
    {
        builder.ToTable("WindowPulls");
        builder.HasKey(p => new { p.Model, p.Version });
        builder.Property(p => p.Model).HasMaxLength(100);
        builder.Property(p => p.Version).HasMaxLength(64);
        builder.Property(p => p.Problem).HasMaxLength(WindowPull.MaxProblem);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder
            .HasOne<WindowSource>()
            .WithOne()
            .HasForeignKey<WindowPull>(p => new { p.Model, p.Version })
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => p.NextAt);
    }
}

internal sealed class WindowObjectConfiguration : IEntityTypeConfiguration<WindowObject>
{
    public void Configure(EntityTypeBuilder<WindowObject> builder)
    {
        builder.ToTable("WindowObjects");
        builder.HasKey(o => new
        {
            o.Model,
            o.Version,
            o.Name,
        });
        builder.Property(o => o.Model).HasMaxLength(100);
        builder.Property(o => o.Version).HasMaxLength(64);
        builder.Property(o => o.Name).HasMaxLength(WindowObject.MaxName);
        builder.Property(o => o.Tag).HasMaxLength(WindowObject.MaxTag);
        builder.HasOne<WindowSource>().WithMany().HasForeignKey(o => new { o.Model, o.Version }).OnDelete(DeleteBehavior.Restrict);
    }
}
