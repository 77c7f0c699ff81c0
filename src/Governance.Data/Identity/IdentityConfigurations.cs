using System.Text.Json;
using Governance.Data.Audit.Records;
using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Identity;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.Property(u => u.Id).ValueGeneratedNever(); // counted like every id people read, and never reused
        builder.Property(u => u.PrintedName).HasMaxLength(200);
        builder
            .Property(u => u.AccessFailedCount)
            .NotSealed("counts wrong passwords; each is an entry of its own, and it ends with a right one");
        builder
            .Property(u => u.LockoutEnd)
            .NotSealed("a lock ends by itself within minutes, and only keeps out; user.locked is an entry of its own");
        builder.Property(u => u.ConcurrencyStamp).NotSealed("changes with every save, and is compared with nothing but itself");
        builder.Ignore(u => u.UserId);
    }
}

internal sealed class RoleConfiguration : IEntityTypeConfiguration<Role>
{
    public void Configure(EntityTypeBuilder<Role> builder)
    {
        builder.HasData(
            Roles.All.Select(
                (name, i) =>
                    new Role
                    {
                        Id = i + 1,
                        Name = name,
                        NormalizedName = name.ToUpperInvariant(),
                        ConcurrencyStamp = name,
                    }
            )
        );
    }
}

internal sealed class AccessGrantConfiguration : IEntityTypeConfiguration<AccessGrant>
{
    public void Configure(EntityTypeBuilder<AccessGrant> builder)
    {
        builder.ToTable("AccessGrants");
        builder.HasKey(g => new
        {
            g.User,
            g.What,
            g.At,
        });
        builder.Property(g => g.What).HasMaxLength(64);
        builder.HasIndex(g => g.ConfirmedAt);
    }
}

internal sealed class UserSessionConfiguration : IEntityTypeConfiguration<UserSession>
{
    public void Configure(EntityTypeBuilder<UserSession> builder)
    {
        builder.ToTable("Sessions");
        builder.HasKey(s => s.Hash);
        builder.Property(s => s.Hash).HasMaxLength(64);
        builder.Property(s => s.ActiveRole).HasMaxLength(64);
        builder.Property(s => s.Method).HasMaxLength(32);
        builder.Property(s => s.Browser).HasMaxLength(64);
        builder.Property(s => s.Network).HasMaxLength(64);
        builder.Property(s => s.ProviderSession).HasMaxLength(64);
        builder.HasIndex(s => s.ProviderSession);
        builder.HasIndex(s => s.User);
    }
}

internal sealed class ReauthenticationProofConfiguration : IEntityTypeConfiguration<ReauthenticationProof>
{
    public void Configure(EntityTypeBuilder<ReauthenticationProof> builder)
    {
        builder.ToTable("ReauthenticationProofs");
        builder.HasKey(p => p.Hash);
        builder.Property(p => p.Hash).HasMaxLength(64);
        builder.Property(p => p.Session).HasMaxLength(64);
        builder.Property(p => p.Method).HasMaxLength(32);
        builder.Property(p => p.BoundTo).HasMaxLength(300);
        builder.Property(p => p.UsedAt).IsConcurrencyToken();
        builder.HasIndex(p => p.ExpiresAt);
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("ApiKeys");
        builder.HasKey(k => k.Id);
        builder.Property(k => k.Id).ValueGeneratedNever();
        builder.Property(k => k.Name).HasMaxLength(200);
        builder.Property(k => k.Hash).HasMaxLength(64);
        builder.Property(k => k.Hint).HasMaxLength(16);
        builder.Property(k => k.CreatedBy).HasMaxLength(64);
        builder.Property(k => k.LastUsedAt).NotSealed("changes with each use, and nothing is decided by it");
        builder
            .Property(k => k.Scopes)
            .HasConversion(
                list => JsonSerializer.Serialize(list, JsonColumns.Options),
                text => JsonSerializer.Deserialize<List<string>>(text, JsonColumns.Options)!,
                new ValueComparer<IReadOnlyList<string>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList())
            );
        builder
            .Property(k => k.Agents)
            .HasConversion(
                list => JsonSerializer.Serialize(list, JsonColumns.Options),
                text => JsonSerializer.Deserialize<List<string>>(text, JsonColumns.Options)!,
                new ValueComparer<IReadOnlyList<string>?>(
                    (a, b) => a == b || (a != null && b != null && a.SequenceEqual(b)),
                    list => list == null ? 0 : list.Count,
                    list => list == null ? null : list.ToList()
                )
            );
        builder.Ignore(k => k.AuditSubject);
        builder.Ignore(k => k.IsForEveryAgent);
        builder.HasIndex(k => k.Hash).IsUnique();
    }
}
