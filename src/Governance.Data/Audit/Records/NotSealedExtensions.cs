using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Audit.Records;

/// <summary>Says of a column that the log does not state it. Every other column of a sealed table is stated, new ones too.</summary>
internal static class NotSealedExtensions
{
    private const string NotSealedName = "Governance:NotSealed";
    private const string KeyName = "Governance:RecordKey";

    /// <summary>This column changes without an entry in the log, or anyone may know that it was changed.</summary>
    /// <param name="property">The column's property.</param>
    /// <param name="reason">Why nothing can be gained by changing it.</param>
    public static PropertyBuilder<T> NotSealed<T>(this PropertyBuilder<T> property, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return property.HasAnnotation(NotSealedName, reason);
    }

    /// <summary>
    /// The log names rows of this table by these columns, because their key says too much of a person. Needs a unique index over them.
    /// </summary>
    public static EntityTypeBuilder<T> NamedBy<T>(this EntityTypeBuilder<T> type, params string[] properties)
        where T : class
    {
        type.Metadata.SetAnnotation(KeyName, string.Join(' ', properties));
        return type;
    }

    /// <summary>True when the log does not state this column.</summary>
    public static bool IsNotSealed(this IReadOnlyProperty property) => property.FindAnnotation(NotSealedName) is not null;

    /// <summary>The properties by which the log names rows, or null for those of the key.</summary>
    public static IReadOnlyList<string>? RecordKeyProperties(this IReadOnlyEntityType type) =>
        (type.FindAnnotation(KeyName)?.Value as string)?.Split(' ');
}
