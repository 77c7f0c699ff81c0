using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Models;

internal sealed class ModelConfiguration : IEntityTypeConfiguration<Model>
{
    public void Configure(EntityTypeBuilder<Model> builder)
    {
        builder.ToTable("Models");
        builder.HasKey(m => m.Name);
        builder.Property(m => m.Name).HasMaxLength(100);
        builder.Property(m => m.ExternalName).HasMaxLength(500);
        builder.Property(m => m.DisplayName).HasMaxLength(200);
        builder.Property(m => m.Purpose).HasMaxLength(2_000);
        builder.Property(m => m.System).HasMaxLength(200);
        builder.Property(m => m.RegisteredBy).HasMaxLength(64);
        builder.Property(m => m.Revision).IsConcurrencyToken();
        builder.Ignore(m => m.Deputies);
        builder.Ignore(m => m.Tags);
        builder.Ignore(m => m.AuditSubject);
        builder.JsonList<Model, UserId>("_deputies", "Deputies");
        builder.OwnsMany(
            m => m.TagRows,
            tag =>
            {
                tag.ToTable("ModelTags");
                tag.WithOwner().HasForeignKey("Model");
                tag.HasKey("Model", nameof(ModelTag.Key));
                tag.Property(t => t.Key).HasMaxLength(63);
                tag.Property(t => t.Value).HasMaxLength(200);
                tag.HasIndex(t => new { t.Key, t.Value });
            }
        );
        builder.Navigation(m => m.TagRows).HasField("_tags").UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.HasIndex(m => m.Owner);
        // The order of the list: a page of it reads no more models than it shows.
        builder.HasIndex(m => new { m.DisplayName, m.Name });
        builder.HasIndex(m => m.ExternalName).IsUnique();
    }
}

internal sealed class ModelVersionConfiguration : IEntityTypeConfiguration<ModelVersion>
{
    public void Configure(EntityTypeBuilder<ModelVersion> builder)
    {
        builder.ToTable("Versions");
        builder.HasKey(v => new { v.Model, v.Version });
        builder.Property(v => v.Model).HasMaxLength(100);
        builder.Property(v => v.Version).HasMaxLength(64);
        builder.Property(v => v.VersionKey).HasMaxLength(64);
        builder.Property(v => v.ManifestSha256).HasMaxLength(64);
        builder.Property(v => v.ArtifactSha256).HasMaxLength(64);
        builder.Property(v => v.ArtifactMediaType).HasMaxLength(200);
        builder.Property(v => v.RegisteredBy).HasMaxLength(64);
        builder.Property(v => v.Revision).IsConcurrencyToken();
        builder.Ignore(v => v.Id);
        builder.Ignore(v => v.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(v => v.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(v => new { v.Model, v.VersionKey }).IsUnique();
        builder.HasIndex(v => new { v.Model, v.Number }).IsUnique();
        builder.HasIndex(v => v.ArtifactSha256);
        builder.HasIndex(v => new { v.Stage, v.Model });
        // Looked for by its number alone, among those of all models.
        builder.HasIndex(v => v.VersionKey);
    }
}

internal sealed class ModelSignatureConfiguration : IEntityTypeConfiguration<ModelSignature>
{
    public void Configure(EntityTypeBuilder<ModelSignature> builder)
    {
        builder.ToTable("ModelSignatures");
        builder.HasKey(s => new
        {
            s.Model,
            s.Version,
            s.Sha256,
        });
        builder.Property(s => s.Model).HasMaxLength(100);
        builder.Property(s => s.Version).HasMaxLength(64);
        builder.Property(s => s.Sha256).HasMaxLength(64);
        builder.Property(s => s.Format).HasMaxLength(16);
        builder.Property(s => s.ArtifactSha256).HasMaxLength(64);
        builder.Property(s => s.KeySha256).HasMaxLength(64);
        builder.Property(s => s.KeyName).HasMaxLength(200);
        builder.Property(s => s.StoredBy).HasMaxLength(64);
        builder.Ignore(s => s.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(s => new { s.Model, s.Version }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StageChangeConfiguration : IEntityTypeConfiguration<StageChange>
{
    public void Configure(EntityTypeBuilder<StageChange> builder)
    {
        builder.ToTable("StageChanges");
        builder.Property(c => c.Model).HasMaxLength(100);
        builder.Property(c => c.Version).HasMaxLength(64);
        builder.Property(c => c.Cause).HasMaxLength(64);
        builder.Ignore(c => c.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(c => new { c.Model, c.Version }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EvidenceConfiguration : IEntityTypeConfiguration<Evidence>
{
    public void Configure(EntityTypeBuilder<Evidence> builder)
    {
        builder.ToTable("Evidence");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Model).HasMaxLength(100);
        builder.Property(e => e.Version).HasMaxLength(64);
        builder.Property(e => e.Tool).HasMaxLength(200);
        builder.Property(e => e.Sha256).HasMaxLength(64);
        builder.Property(e => e.ArtifactSha256).HasMaxLength(64);
        builder.Property(e => e.MediaType).HasMaxLength(200);
        builder.Property(e => e.FileName).HasMaxLength(300);
        builder.Property(e => e.DescribedSalt).HasMaxLength(32);
        builder.Property(e => e.AddedBy).HasMaxLength(64);
        builder.Property(e => e.WithdrawnBy).HasMaxLength(64);
        builder.Property(e => e.WithdrawnByName).HasMaxLength(200);
        builder.OwnsText(e => e.WithdrawalReason);
        builder.Ignore(e => e.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(e => new { e.Model, e.Version }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DeploymentConfiguration : IEntityTypeConfiguration<Deployment>
{
    public void Configure(EntityTypeBuilder<Deployment> builder)
    {
        builder.ToTable("Deployments");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Model).HasMaxLength(100);
        builder.Property(d => d.Version).HasMaxLength(64);
        builder.Property(d => d.Environment).HasMaxLength(100);
        builder.Property(d => d.Region).HasMaxLength(100);
        builder.Property(d => d.ArtifactSha256).HasMaxLength(64);
        builder.Property(d => d.ConfigSha256).HasMaxLength(64);
        builder.Property(d => d.Image).HasMaxLength(500);
        builder.Property(d => d.RollbackTarget).HasMaxLength(64);
        builder.Property(d => d.DeployedBy).HasMaxLength(64);
        builder.OwnsText(d => d.Reason);
        builder.Ignore(d => d.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(d => new { d.Model, d.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(d => new
        {
            d.Model,
            d.Stage,
            d.Since,
        });
        builder.HasIndex(d => d.Promotion);
        // What serves now, beside all that was ever deployed.
        builder
            .HasIndex(d => new
            {
                d.Stage,
                d.Model,
                d.Version,
            })
            .HasFilter("\"Until\" IS NULL")
            .HasDatabaseName("IX_Deployments_Serving");
    }
}
