using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Audit;

/// <summary>How far someone who reads the log on has come.</summary>
public sealed class LogFollower
{
    /// <summary>Who follows.</summary>
    public required string Name { get; init; }

    /// <summary>Index of the next entry.</summary>
    public long Position { get; set; }

    /// <summary>The node whose turn it is; null when it is no one's.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Until when it is.</summary>
    public DateTimeOffset LeaseUntil { get; set; }

    /// <summary>Grows with every change: two nodes cannot both move on.</summary>
    public int Revision { get; set; }

    /// <summary>Whether it is no one else's turn, whatever time it is.</summary>
    public bool IsOf(string node) => LeaseOwner is null || LeaseOwner == node;

    /// <summary>Whether a node may move on.</summary>
    /// <param name="node">The node.</param>
    /// <param name="now">The database's time: two nodes' clocks may differ.</param>
    public bool IsFree(string node, DateTimeOffset now) => IsOf(node) || LeaseUntil <= now;

    /// <summary>Takes the turn from the node that has it.</summary>
    public void Return()
    {
        LeaseOwner = null;
        Revision++;
    }

    /// <summary>Gives the turn to a node.</summary>
    public void Lease(string node, DateTimeOffset until)
    {
        (LeaseOwner, LeaseUntil) = (node, until);
        Revision++;
    }
}

internal sealed class LogFollowerConfiguration : IEntityTypeConfiguration<LogFollower>
{
    public void Configure(EntityTypeBuilder<LogFollower> builder)
    {
        builder.ToTable("LogFollowers", t => t.HasCheckConstraint("CK_LogFollowers_Position", "\"Position\" >= 0"));
        builder.HasKey(f => f.Name);
        builder.Property(f => f.Name).HasMaxLength(100);
        builder.Property(f => f.LeaseOwner).HasMaxLength(200);
        builder.Property(f => f.Revision).IsConcurrencyToken();
    }
}
