using System.Linq.Expressions;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Conventions;

internal static class Owned
{
    /// <summary>Three columns: the words, their salt, their digest. Words and salt can be erased, the digest stays.</summary>
    public static void OwnsText<T>(this EntityTypeBuilder<T> builder, Expression<Func<T, SaltedText?>> member, bool required = false)
        where T : class
    {
        builder.OwnsOne(
            member,
            text =>
            {
                text.Property(t => t.Text).HasMaxLength(SaltedText.MaxLength);
                text.Property(t => t.Salt).HasMaxLength(32);
                text.Property(t => t.Sha256).HasMaxLength(64).IsRequired();
            }
        );
        builder.Navigation(member).IsRequired(required);
    }

    public static void JsonList<TEntity, T>(this EntityTypeBuilder<TEntity> builder, string field, string column)
        where TEntity : class =>
        builder
            .Property<List<T>>(field)
            .HasColumnName(column)
            .HasConversion(new JsonListConverter<T>(), new JsonListComparer<T>())
            .IsRequired();
}
