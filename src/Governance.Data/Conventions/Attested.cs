using System.Linq.Expressions;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Conventions;

/// <summary>
/// Columns of an attestation among those of the record it is part of. EF Core 10 makes no index over a member of a complex property, so
/// what the rules of two are repeated by in the database is named once more, for indexes alone: <see cref="Person"/> and
/// <see cref="Function"/> are the same columns and are never written by these names. EF Core 11 indexes the members themselves.
/// </summary>
internal static class Attested
{
    /// <summary>Who, for an index.</summary>
    public const string Person = "IndexedPerson";

    /// <summary>In which function, for an index.</summary>
    public const string Function = "IndexedFunction";

    private const int MostFunction = 64;
    private const int MostSlot = 32;

    /// <summary>An attestation with a role, sealed in its row or not at all.</summary>
    public static void Attests<T>(this EntityTypeBuilder<T> builder, Expression<Func<T, Attestation?>> member, bool isSealed)
        where T : class
    {
        var attestation = builder.ComplexProperty(member);
        Common(attestation, person: "Person", at: "At");
        attestation.Property(a => a.Function).HasColumnName("Role").HasMaxLength(MostFunction);
        attestation.Ignore(a => a.Meaning);
        if (isSealed)
        {
            attestation.Property(a => a.Envelope).HasColumnName("Envelope");
            attestation.Property(a => a.StatementSha256).HasColumnName("StatementSha256").HasMaxLength(64).IsRequired();
        }
        else
        {
            attestation.Ignore(a => a.Envelope);
            attestation.Ignore(a => a.StatementSha256);
        }

        builder.ForIndexes<T, UserId>(Person, "Person");
        builder.ForIndexes<T, string>(Function, "Role").HasMaxLength(MostFunction);
    }

    /// <summary>The attestation of a sign-off: its function is its slot, it has words of its own, and its envelope has a table.</summary>
    public static void AttestsDecision(this EntityTypeBuilder<SignOff> builder)
    {
        var attestation = builder.ComplexProperty(s => s.Attestation);
        Common(attestation, person: "SignedBy", at: "SignedAt");
        // The slot's column, which the sign-off writes as its own.
        builder.Property(s => s.Role).HasColumnName("Role");
        NeverWritten(attestation.Property(a => a.Function).HasColumnName("Role").HasMaxLength(MostSlot).Metadata);
        attestation.Property(a => a.Meaning).HasColumnName("Meaning").HasMaxLength(200).IsRequired();
        attestation.Ignore(a => a.Envelope);
        attestation.Property(a => a.StatementSha256).HasColumnName("StatementSha256").HasMaxLength(64);
        builder.ForIndexes<SignOff, UserId>(Person, "SignedBy");
    }

    private static void Common(ComplexPropertyBuilder<Attestation> attestation, string person, string at)
    {
        attestation.IsRequired();
        attestation.Property(a => a.Person).HasColumnName(person);
        attestation.Property(a => a.PrintedName).HasColumnName("PrintedName").HasMaxLength(200);
        attestation.Property(a => a.At).HasColumnName(at);
        attestation.Property(a => a.AuthenticationMethod).HasColumnName("AuthenticationMethod").HasMaxLength(32);
        attestation.Property(a => a.AuthenticatedAt).HasColumnName("AuthenticatedAt");
        attestation.Property(a => a.LogIndex).HasColumnName("LogIndex");
    }

    private static PropertyBuilder<TColumn> ForIndexes<T, TColumn>(this EntityTypeBuilder<T> builder, string name, string column)
        where T : class
    {
        var twin = builder.Property<TColumn>(name).HasColumnName(column).IsRequired();
        NeverWritten(twin.Metadata);
        return twin;
    }

    private static void NeverWritten(IMutableProperty property)
    {
        property.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        property.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }
}
