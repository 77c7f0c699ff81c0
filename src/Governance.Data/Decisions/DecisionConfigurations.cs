using System.Text.Json;
using Governance.Data.Conventions;
using Governance.Domain.Decisions;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Governance.Data.Decisions;

internal sealed class DecisionBatchConfiguration : IEntityTypeConfiguration<DecisionBatch>
{
    public void Configure(EntityTypeBuilder<DecisionBatch> builder)
    {
        builder.ToTable("DecisionBatches");
        builder.HasKey(b => b.Id);
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.Property(b => b.Root).HasMaxLength(32);
        builder.Property(b => b.StoredBy).HasMaxLength(100);
        builder.Ignore(b => b.AuditSubject);
    }
}

internal sealed class DecisionSourceConfiguration : IEntityTypeConfiguration<DecisionSource>
{
    public void Configure(EntityTypeBuilder<DecisionSource> builder)
    {
        builder.ToTable("DecisionSources");
        builder.Property(s => s.Model).HasMaxLength(100);
        builder.Property(s => s.Version).HasMaxLength(64);
        builder.HasIndex(s => new { s.Model, s.Version }).IsUnique();
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(s => new { s.Model, s.Version }).OnDelete(DeleteBehavior.Restrict);
    }
}

// Partitions and a table without row ids are beyond what EF describes: the migration DecisionTables makes these two.
internal sealed class DecisionConfiguration : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> builder)
    {
        builder.ToTable("Decisions", t => t.ExcludeFromMigrations());
        builder.HasKey(d => d.Number);
        builder.Property(d => d.Number).ValueGeneratedNever();
    }
}

internal sealed class DecisionKeyConfiguration : IEntityTypeConfiguration<DecisionKey>
{
    public void Configure(EntityTypeBuilder<DecisionKey> builder)
    {
        builder.ToTable("DecisionIds", t => t.ExcludeFromMigrations());
        builder.HasKey(k => k.Id);
        builder.Property(k => k.Id).ValueGeneratedNever();
    }
}

internal sealed class DecisionOverrideConfiguration : IEntityTypeConfiguration<DecisionOverride>
{
    public void Configure(EntityTypeBuilder<DecisionOverride> builder)
    {
        builder.ToTable("DecisionOverrides");
        builder.Property(o => o.DecisionId).HasMaxLength(128);
        builder.Property(o => o.Outcome).HasMaxLength(64);
        builder.Property(o => o.PrintedName).HasMaxLength(200);
        builder.OwnsText(o => o.Reason);
        builder.Ignore(o => o.AuditSubject);
        builder.HasIndex(o => new { o.Decision, o.Ordinal }).IsUnique();
        builder.HasIndex(o => new
        {
            o.Ordinal,
            o.DecisionTime,
            o.Decision,
        });
    }
}

internal sealed class DecisionUnmaskingConfiguration : IEntityTypeConfiguration<DecisionUnmasking>
{
    public void Configure(EntityTypeBuilder<DecisionUnmasking> builder)
    {
        builder.ToTable("DecisionUnmaskings");
        builder.Property(u => u.DecisionId).HasMaxLength(128);
        builder.Property(u => u.By).HasMaxLength(100);
        builder.OwnsText(u => u.Purpose);
        builder.Ignore(u => u.AuditSubject);
        builder.HasIndex(u => u.Decision);
    }
}

internal sealed class DecisionPolicyConfiguration : IEntityTypeConfiguration<DecisionPolicy>
{
    public void Configure(EntityTypeBuilder<DecisionPolicy> builder)
    {
        builder.ToTable("DecisionPolicies");
        builder.HasKey(p => p.Model);
        builder.Property(p => p.Model).HasMaxLength(100);
        builder.Property(p => p.ChangedBy).HasMaxLength(100);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.Ignore(p => p.Fields);
        builder.Ignore(p => p.AuditSubject);
        builder
            .Property<Dictionary<string, FieldRule>>("_fields")
            .HasColumnName("Fields")
            .HasConversion(new RulesConverter(), new RulesComparer())
            .IsRequired();
        builder.HasOne<Model>().WithOne().HasForeignKey<DecisionPolicy>(p => p.Model).OnDelete(DeleteBehavior.Restrict);
    }

    private sealed class RulesConverter()
        : ValueConverter<Dictionary<string, FieldRule>, string>(
            rules => JsonSerializer.Serialize(rules, JsonColumns.Options),
            text => JsonSerializer.Deserialize<Dictionary<string, FieldRule>>(text, JsonColumns.Options)!
        );

    private sealed class RulesComparer()
        : ValueComparer<Dictionary<string, FieldRule>>(
            (a, b) => a!.Count == b!.Count && a.All(p => b.ContainsKey(p.Key) && b[p.Key] == p.Value),
            rules => rules.Count,
            rules => new Dictionary<string, FieldRule>(rules, StringComparer.Ordinal)
        );
}
