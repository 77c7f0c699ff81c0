using Governance.Data.Conventions;
using Governance.Domain.Datasets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Datasets;

internal sealed class DatasetConfiguration : IEntityTypeConfiguration<DatasetRecord>
{
    public void Configure(EntityTypeBuilder<DatasetRecord> builder)
    {
        builder.ToTable("Datasets");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Name).HasMaxLength(DatasetRecord.MaxName);
        builder.Property(d => d.Description).HasMaxLength(500);
        builder.Property(d => d.Consent).HasMaxLength(300);
        builder.Property(d => d.Region).HasMaxLength(100);
        builder.Property(d => d.Licence).HasMaxLength(200);
        builder.Property(d => d.RegisteredBy).HasMaxLength(64);
        builder.Property(d => d.Revision).IsConcurrencyToken();
        builder.Ignore(d => d.Categories);
        builder.Ignore(d => d.Purposes);
        builder.Ignore(d => d.Systems);
        builder.Ignore(d => d.Terms);
        builder.Ignore(d => d.NeedsSecurity);
        builder.Ignore(d => d.AuditSubject);
        builder.JsonList<DatasetRecord, string>("_categories", "Categories");
        builder.JsonList<DatasetRecord, string>("_purposes", "Purposes");
        builder.JsonList<DatasetRecord, string>("_systems", "Systems");
        builder.OwnsText(d => d.Datasheet);
        builder.HasIndex(d => d.Name).IsUnique();
        builder.HasIndex(d => new { d.Owner, d.RetentionUntil });
    }
}

internal sealed class DatasetChangeConfiguration : IEntityTypeConfiguration<DatasetChange>
{
    public void Configure(EntityTypeBuilder<DatasetChange> builder)
    {
        builder.ToTable("DatasetChanges");
        builder.HasKey(c => new { c.Dataset, c.Revision });
        builder.Property(c => c.Dataset).ValueGeneratedNever();
        builder.Property(c => c.Revision).ValueGeneratedNever();
        builder.Property(c => c.By).HasMaxLength(64);
        builder.Property(c => c.Before).HasMaxLength(8_000);
        builder.Property(c => c.After).HasMaxLength(8_000);
        builder.Ignore(c => c.Members);
        builder.Ignore(c => c.AuditSubject);
        builder.JsonList<DatasetChange, string>("_members", "Members");
        builder.HasOne<DatasetRecord>().WithMany().HasForeignKey(c => c.Dataset).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DataTaskConfiguration : IEntityTypeConfiguration<DataTask>
{
    public void Configure(EntityTypeBuilder<DataTask> builder)
    {
        builder.ToTable("DataTasks");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Name).HasMaxLength(DatasetRecord.MaxName);
        builder.Property(t => t.Model).HasMaxLength(100);
        builder.Property(t => t.Scope).HasMaxLength(DataTask.MaxScope);
        builder.Property(t => t.Revision).IsConcurrencyToken();
        builder.Ignore(t => t.Versions);
        builder.Ignore(t => t.AuditSubject);
        builder.JsonList<DataTask, string>("_versions", "Versions");
        builder.OwnsText(t => t.Why);
        builder.OwnsText(t => t.Reason);
        builder.HasOne<DatasetRecord>().WithMany().HasForeignKey(t => t.Dataset).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => new
        {
            t.Dataset,
            t.Cause,
            t.EndedOn,
        });
        builder.HasIndex(t => new { t.Outcome, t.Owner });
    }
}
