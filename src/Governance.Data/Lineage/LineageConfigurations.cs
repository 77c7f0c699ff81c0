using Governance.Data.Audit.Records;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Lineage;

internal sealed class StoredLineageEventConfiguration : IEntityTypeConfiguration<StoredLineageEvent>
{
    public void Configure(EntityTypeBuilder<StoredLineageEvent> builder)
    {
        builder.ToTable("LineageEvents");
        builder.Property(e => e.Sha256).HasMaxLength(64);
        builder.Property(e => e.Run).HasMaxLength(36);
        builder.Property(e => e.Bytes).NotSealed("the digest is over them, and each decision compares it");
        builder.HasIndex(e => e.Sha256).IsUnique();
        builder.HasIndex(e => new { e.At, e.Id });
        builder.HasIndex(e => e.Run);
    }
}

internal sealed class LineageNodeConfiguration : IEntityTypeConfiguration<LineageNode>
{
    public void Configure(EntityTypeBuilder<LineageNode> builder)
    {
        builder.ToTable("LineageNodes");
        builder.Property(n => n.Namespace).HasMaxLength(LineageName.MaxNamespace);
        builder.Property(n => n.Name).HasMaxLength(LineageName.MaxName);
        builder.Property(n => n.Key).HasMaxLength(64);
        builder.Property(n => n.Search).HasMaxLength(LineageName.MaxNamespace + LineageName.MaxName + 1);
        builder.Property(n => n.Sha256).HasMaxLength(64);
        builder.Property(n => n.Model).HasMaxLength(100);
        builder.Property(n => n.ModelVersion).HasMaxLength(64);
        builder.Property(n => n.Revision).IsConcurrencyToken();
        builder.Ignore(n => n.NodeId);
        builder.HasIndex(n => n.Key).IsUnique();
        builder.HasIndex(n => new { n.Kind, n.LastAt });
        builder.HasIndex(n => new { n.Model, n.ModelVersion });
    }
}

internal sealed class LineageRunConfiguration : IEntityTypeConfiguration<LineageRun>
{
    public void Configure(EntityTypeBuilder<LineageRun> builder)
    {
        builder.ToTable("LineageRuns");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).HasMaxLength(36);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.HasOne<LineageNode>().WithMany().HasForeignKey(r => r.Job).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.Job, r.LastAt });
    }
}

internal sealed class LineageFlowConfiguration : IEntityTypeConfiguration<LineageFlow>
{
    public void Configure(EntityTypeBuilder<LineageFlow> builder)
    {
        builder.ToTable("LineageFlows");
        builder.Property(f => f.Source).HasMaxLength(40);
        builder.Property(f => f.Sha256).HasMaxLength(64);
        builder.Property(f => f.SchemaSha256).HasMaxLength(64);
        builder.HasOne<LineageNode>().WithMany().HasForeignKey(f => f.Job).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<LineageNode>().WithMany().HasForeignKey(f => f.Dataset).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasIndex(f => new
            {
                f.Source,
                f.Dataset,
                f.Direction,
            })
            .IsUnique();
        builder.HasIndex(f => new
        {
            f.Dataset,
            f.Direction,
            f.At,
        });
        builder.HasIndex(f => f.Sha256);
    }
}

internal sealed class LineageEdgeConfiguration : IEntityTypeConfiguration<LineageEdge>
{
    public void Configure(EntityTypeBuilder<LineageEdge> builder)
    {
        builder.ToTable("LineageEdges");
        builder.HasKey(e => new
        {
            e.Job,
            e.Dataset,
            e.Direction,
        });
        builder.HasOne<LineageNode>().WithMany().HasForeignKey(e => e.Job).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<LineageNode>().WithMany().HasForeignKey(e => e.Dataset).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(e => new { e.Dataset, e.Direction });
    }
}

internal sealed class RegisteredDatasetConfiguration : IEntityTypeConfiguration<RegisteredDataset>
{
    public void Configure(EntityTypeBuilder<RegisteredDataset> builder)
    {
        builder.ToTable("RegisteredDatasets");
        builder.Property(d => d.Model).HasMaxLength(100);
        builder.Property(d => d.Version).HasMaxLength(64);
        builder.Property(d => d.Name).HasMaxLength(300);
        builder.Property(d => d.DatasetVersion).HasMaxLength(100);
        builder.Property(d => d.Sha256).HasMaxLength(64);
        builder.Property(d => d.Role).HasMaxLength(20);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(d => new { d.Model, d.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(d => d.Sha256);
        builder.HasIndex(d => d.Name);
        builder.HasIndex(d => new { d.Model, d.Version });
    }
}
