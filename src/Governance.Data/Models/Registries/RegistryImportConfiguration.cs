using Governance.Data.Audit.Records;
using Governance.Data.Conventions;
using Governance.Domain.Models;
using Governance.Domain.Models.Registries;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Models.Registries;

internal sealed class RegistryImportConfiguration : IEntityTypeConfiguration<RegistryImport>
{
    public void Configure(EntityTypeBuilder<RegistryImport> builder)
    {
        // The names of the time when MLflow servers alone were read: nodes of the program before this one read the same table.
        builder.ToTable("MlFlowImports");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever().HasConversion<DisplayIdConverter<RegistryImportId>>();
        builder.Property(i => i.Connection).HasColumnName("Server").HasMaxLength(64);
        builder.Property(i => i.Only).HasMaxLength(500);
        builder.Property(i => i.State).HasConversion<WireNameConverter<RegistryImportState>>().HasMaxLength(32);
        builder.Property(i => i.PageToken).HasMaxLength(4_000);
        builder.Property(i => i.Problem).HasMaxLength(RegistryImport.MaxProblem);
        builder.Property(i => i.RequestedBy).HasMaxLength(64);
        builder.Property(i => i.Revision).IsConcurrencyToken();
        builder.Ignore(i => i.IsOver);
        builder.HasIndex(i => new { i.State, i.NextAt });
    }
}

internal sealed class ImportedModelConfiguration : IEntityTypeConfiguration<ImportedModel>
{
    internal const string Seen = "seen again with every import; an approval is written by the ids, names and numbers that are stated";

    public void Configure(EntityTypeBuilder<ImportedModel> builder)
    {
        builder.ToTable("ImportedModels");
        builder.HasKey(m => new { m.Connection, m.SourceId });
        builder.Property(m => m.Connection).HasMaxLength(64);
        builder.Property(m => m.SourceId).HasMaxLength(ImportedModel.MaxId);
        builder.Property(m => m.Model).HasMaxLength(100);
        builder.Property(m => m.SourceName).HasMaxLength(500);
        builder.Property(m => m.Sha256).HasMaxLength(64).NotSealed(Seen);
        builder.Property(m => m.LastImport).NotSealed(Seen);
        builder.Property(m => m.LastSeenAt).NotSealed(Seen);
        builder.Property(m => m.GoneAt).NotSealed(Seen);
        builder.HasOne<Model>().WithMany().HasForeignKey(m => m.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(m => new { m.Connection, m.LastImport });
    }
}

internal sealed class ImportedVersionConfiguration : IEntityTypeConfiguration<ImportedVersion>
{
    public void Configure(EntityTypeBuilder<ImportedVersion> builder)
    {
        builder.ToTable("ImportedVersions");
        builder.HasKey(v => new
        {
            v.Connection,
            v.SourceModel,
            v.SourceId,
        });
        builder.Property(v => v.Connection).HasMaxLength(64);
        builder.Property(v => v.SourceModel).HasMaxLength(ImportedModel.MaxId);
        builder.Property(v => v.SourceId).HasMaxLength(ImportedModel.MaxId);
        builder.Property(v => v.Model).HasMaxLength(100);
        builder.Property(v => v.Version).HasMaxLength(64);
        builder.Property(v => v.Number).HasMaxLength(64);
        builder.Property(v => v.Sha256).HasMaxLength(64).NotSealed(ImportedModelConfiguration.Seen);
        builder.Property(v => v.CompleteSha256).HasMaxLength(64).NotSealed(ImportedModelConfiguration.Seen);
        builder.Property(v => v.ClaimedBy).HasMaxLength(300).NotSealed(ImportedModelConfiguration.Seen);
        builder.Property(v => v.IsAsWritten).NotSealed(ImportedModelConfiguration.Seen);
        builder.Property(v => v.LastImport).NotSealed(ImportedModelConfiguration.Seen);
        builder.Property(v => v.LastSeenAt).NotSealed(ImportedModelConfiguration.Seen);
        builder.Property(v => v.GoneAt).NotSealed(ImportedModelConfiguration.Seen);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(v => new { v.Model, v.Version }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RegistryDifferenceConfiguration : IEntityTypeConfiguration<RegistryDifference>
{
    public void Configure(EntityTypeBuilder<RegistryDifference> builder)
    {
        builder.ToTable("RegistryDifferences");
        builder.HasKey(d => new { d.Import, d.Number });
        builder.Property(d => d.Import).HasConversion<DisplayIdConverter<RegistryImportId>>();
        builder.Property(d => d.Kind).HasConversion<WireNameConverter<RegistryDifferenceKind>>().HasMaxLength(32);
        builder.Property(d => d.SourceModel).HasMaxLength(500);
        builder.Property(d => d.SourceVersion).HasMaxLength(64);
        builder.Property(d => d.KnownAs).HasMaxLength(100);
        builder.Property(d => d.Detail).HasMaxLength(RegistryDifference.MaxDetail);
    }
}

internal sealed class RegistryWriteConfiguration : IEntityTypeConfiguration<RegistryWrite>
{
    public void Configure(EntityTypeBuilder<RegistryWrite> builder)
    {
        builder.ToTable("RegistryWrites");
        builder.HasKey(w => new
        {
            w.Connection,
            w.Model,
            w.Version,
        });
        builder.Property(w => w.Connection).HasMaxLength(64);
        builder.Property(w => w.Model).HasMaxLength(100);
        builder.Property(w => w.Version).HasMaxLength(64);
        builder.Property(w => w.Permit).HasMaxLength(32);
        builder.Property(w => w.Environment).HasMaxLength(100);
        builder.Property(w => w.State).HasConversion<WireNameConverter<RegistryWriteState>>().HasMaxLength(32);
        builder.Property(w => w.Problem).HasMaxLength(RegistryWrite.MaxProblem);
        builder.Property(w => w.Revision).IsConcurrencyToken();
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(w => new { w.Model, w.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(w => new { w.State, w.NextAt });
    }
}
