using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Models.MlFlow;

internal sealed class ModelAliasConfiguration : IEntityTypeConfiguration<ModelAlias>
{
    public void Configure(EntityTypeBuilder<ModelAlias> builder)
    {
        builder.ToTable("ModelAliases");
        builder.HasKey(a => new { a.Model, a.Alias });
        builder.Property(a => a.Model).HasMaxLength(100);
        builder.Property(a => a.Alias).HasMaxLength(255);
        builder.Property(a => a.Version).HasMaxLength(64);
        builder.Property(a => a.SetBy).HasMaxLength(64);
        builder.Property(a => a.Revision).IsConcurrencyToken();
        builder.Ignore(a => a.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(a => new { a.Model, a.Version }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MlFlowModelConfiguration : IEntityTypeConfiguration<MlFlowModel>
{
    public void Configure(EntityTypeBuilder<MlFlowModel> builder)
    {
        builder.ToTable("MlFlowModels");
        builder.HasKey(m => m.Model);
        builder.Property(m => m.Model).HasMaxLength(100);
        builder.Property(m => m.Server).HasMaxLength(64);
        builder.Property(m => m.ServerName).HasMaxLength(500);
        builder.Ignore(m => m.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(m => m.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(m => new { m.Server, m.ServerName }).IsUnique().HasFilter("\"Server\" IS NOT NULL");
    }
}

internal sealed class MlFlowVersionConfiguration : IEntityTypeConfiguration<MlFlowVersion>
{
    public void Configure(EntityTypeBuilder<MlFlowVersion> builder)
    {
        builder.ToTable("MlFlowVersions");
        builder.HasKey(v => new { v.Model, v.Version });
        builder.Property(v => v.Model).HasMaxLength(100);
        builder.Property(v => v.Version).HasMaxLength(64);
        builder.Property(v => v.Source).HasMaxLength(2_000);
        builder.Property(v => v.RunId).HasMaxLength(100);
        builder.Property(v => v.RunLink).HasMaxLength(2_000);
        builder.Property(v => v.LoggedModel).HasMaxLength(100);
        builder.Property(v => v.ServerVersion).HasMaxLength(64);
        builder.Property(v => v.Description).HasMaxLength(5_000);
        builder.Ignore(v => v.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(v => new { v.Model, v.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(v => new { v.Model, v.ServerVersion }).IsUnique().HasFilter("\"ServerVersion\" IS NOT NULL");
        builder.HasIndex(v => v.RunId);
    }
}

internal sealed class MlFlowTagConfiguration : IEntityTypeConfiguration<MlFlowTag>
{
    public void Configure(EntityTypeBuilder<MlFlowTag> builder)
    {
        builder.ToTable("MlFlowTags");
        builder.HasKey(t => new
        {
            t.Model,
            t.Version,
            t.Key,
        });
        builder.Property(t => t.Model).HasMaxLength(100);
        builder.Property(t => t.Version).HasMaxLength(64);
        builder.Property(t => t.Key).HasMaxLength(MlFlowTag.MaxKey);
        builder.Property(t => t.Value).HasMaxLength(MlFlowTag.MaxValue);
        builder.Ignore(t => t.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(t => t.Model).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MlFlowDeliveryConfiguration : IEntityTypeConfiguration<MlFlowDelivery>
{
    public void Configure(EntityTypeBuilder<MlFlowDelivery> builder)
    {
        builder.ToTable("MlFlowDeliveries");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).HasMaxLength(MlFlowDelivery.MaxId);
        builder.HasIndex(d => d.At);
    }
}
