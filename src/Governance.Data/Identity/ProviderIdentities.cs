using Governance.Data.Audit.Records;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Identity;

/// <summary>
/// Ties an account to one identity of the organisation's provider: by issuer and subject, which a provider never gives to someone else. An
/// e-mail address ties nothing.
/// </summary>
public sealed class ProviderIdentity
{
    /// <summary>The longest subject a provider may use (OpenID Connect Core 1.0, section 2).</summary>
    public const int MaxSubject = 255;

    /// <summary>The provider, as it names itself.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The person, as the provider numbers them.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The account.</summary>
    public UserId User { get; init; }

    /// <summary>When the two were tied.</summary>
    public DateTimeOffset LinkedAt { get; init; }

    /// <summary>Who tied them, as the log names them.</summary>
    public string LinkedBy { get; init; } = "";

    /// <summary>When it was last used to sign in, if ever.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}

/// <summary>A role that an account holds because the provider says so. It is taken back when the provider no longer does.</summary>
public sealed class ProviderRole
{
    /// <summary>Whose.</summary>
    public UserId User { get; init; }

    /// <summary>The role's id.</summary>
    public string Role { get; init; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset Since { get; init; }
}

internal sealed class ProviderIdentityConfiguration : IEntityTypeConfiguration<ProviderIdentity>
{
    public void Configure(EntityTypeBuilder<ProviderIdentity> builder)
    {
        builder.ToTable("ProviderIdentities");
        builder.HasKey(i => new { i.Issuer, i.Subject });
        builder.Property(i => i.Issuer).HasMaxLength(400);
        builder.Property(i => i.Subject).HasMaxLength(ProviderIdentity.MaxSubject);
        builder.Property(i => i.LinkedBy).HasMaxLength(64);
        builder.HasIndex(i => new { i.User, i.Issuer }).IsUnique(); // one identity of a provider an account
        builder.NamedBy(nameof(ProviderIdentity.User), nameof(ProviderIdentity.Issuer));
        builder.Property(i => i.LastUsedAt).NotSealed("changes with each sign-in, and nothing is decided by it");
    }
}

internal sealed class ProviderRoleConfiguration : IEntityTypeConfiguration<ProviderRole>
{
    public void Configure(EntityTypeBuilder<ProviderRole> builder)
    {
        builder.ToTable("ProviderRoles");
        builder.HasKey(r => new { r.User, r.Role });
        builder.Property(r => r.Role).HasMaxLength(64);
    }
}
