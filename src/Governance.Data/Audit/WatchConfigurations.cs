using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Audit;

internal sealed class CheckpointCosignatureConfiguration : IEntityTypeConfiguration<CheckpointCosignature>
{
    public void Configure(EntityTypeBuilder<CheckpointCosignature> builder)
    {
        builder.ToTable("CheckpointCosignatures");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).HasMaxLength(40);
        builder.Property(c => c.Witness).HasMaxLength(400);
        builder.Property(c => c.Line).HasMaxLength(500);
        builder.HasIndex(c => c.Size);
        builder.HasIndex(c => new { c.Witness, c.Size });
    }
}

internal sealed class WitnessedLogConfiguration : IEntityTypeConfiguration<WitnessedLog>
{
    public void Configure(EntityTypeBuilder<WitnessedLog> builder)
    {
        builder.ToTable("WitnessedLogs", t => t.HasCheckConstraint("CK_WitnessedLogs_Root", "length(\"Root\") = 32"));
        builder.HasKey(l => l.Origin);
        builder.Property(l => l.Origin).HasMaxLength(255);
        builder.Property(l => l.Size).IsConcurrencyToken();
        builder.Property(l => l.Root).HasMaxLength(32);
    }
}

internal sealed class LogCheckDayConfiguration : IEntityTypeConfiguration<LogCheckDay>
{
    public void Configure(EntityTypeBuilder<LogCheckDay> builder)
    {
        builder.ToTable("LogCheckDays");
        builder.HasKey(d => d.Day);
        builder.Property(d => d.Day).ValueGeneratedNever();
    }
}

internal sealed class OutsideStateConfiguration : IEntityTypeConfiguration<OutsideState>
{
    public void Configure(EntityTypeBuilder<OutsideState> builder)
    {
        builder.ToTable("OutsideStates");
        builder.HasKey(s => s.Name);
        builder.Property(s => s.Name).HasMaxLength(300);
        builder.Property(s => s.Error).HasMaxLength(500);
        builder.Property(s => s.Revision).IsConcurrencyToken();
    }
}
