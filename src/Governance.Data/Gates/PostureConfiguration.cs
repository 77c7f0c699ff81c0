using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Gates;

internal sealed class PostureConfiguration : IEntityTypeConfiguration<Posture>
{
    public void Configure(EntityTypeBuilder<Posture> builder)
    {
        builder.ToTable("Postures");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Model).HasMaxLength(100);
        builder.Property(p => p.Version).HasMaxLength(64);
        builder.Property(p => p.Environment).HasMaxLength(100);
        builder.Ignore(p => p.AuditSubject);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(p => p.Deployment).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Findings).WithOne().HasForeignKey(f => f.Posture).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(p => p.Findings).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        // How things stand now, which pages list and count; and the history of a model.
        builder.HasIndex(p => new { p.Until, p.State });
        builder.HasIndex(p => new { p.Model, p.From });
    }
}

internal sealed class PostureFindingConfiguration : IEntityTypeConfiguration<PostureFinding>
{
    public void Configure(EntityTypeBuilder<PostureFinding> builder)
    {
        builder.ToTable("PostureFindings");
        builder.HasKey(f => new { f.Posture, f.Number });
        builder.Property(f => f.Number).ValueGeneratedNever();
        builder.Property(f => f.Policy).HasMaxLength(63);
        builder.Property(f => f.Rule).HasMaxLength(64);
        builder.Property(f => f.Severity).HasMaxLength(16);
        builder.Ignore(f => f.Name);
    }
}

internal sealed class PostureCheckConfiguration : IEntityTypeConfiguration<PostureCheck>
{
    public void Configure(EntityTypeBuilder<PostureCheck> builder)
    {
        builder.ToTable("PostureChecks");
        builder.HasKey(c => c.Deployment);
        builder.Property(c => c.Deployment).ValueGeneratedNever();
        builder.Property(c => c.Model).HasMaxLength(100);
        builder.HasOne<Deployment>().WithOne().HasForeignKey<PostureCheck>(c => c.Deployment).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => c.DueAt);
        builder.HasIndex(c => c.Model);
    }
}
