using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Audit.Records;

/// <summary>
/// Where the log states one row, and the salt of the digest it states. Believed in nothing: what counts is the statement in the leaf. Goes
/// with its row, and with it the last that could tie the digest in the log to a person.
/// </summary>
public sealed class RecordSeal
{
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";

    /// <summary>The row, as the log names it.</summary>
    public string Key { get; init; } = "";

    /// <summary>Random bytes before what is digested: no one guesses a name or an address from the log.</summary>
    public byte[] Salt { get; init; } = [];

    /// <summary>The log entry that states the row last.</summary>
    public long LogIndex { get; init; }

    /// <summary>Four bytes a column, to name the one that was changed. Nothing is decided by them.</summary>
    public byte[] Members { get; init; } = [];
}

internal sealed class RecordSealConfiguration : IEntityTypeConfiguration<RecordSeal>
{
    public void Configure(EntityTypeBuilder<RecordSeal> builder)
    {
        builder.ToTable("RecordSeals");
        builder.HasKey(s => new { s.Table, s.Key });
        builder.Property(s => s.Table).HasMaxLength(64);
        builder.Property(s => s.Key).HasMaxLength(2100);
        builder.Property(s => s.Salt).HasMaxLength(32);
    }
}
