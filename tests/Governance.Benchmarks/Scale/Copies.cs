using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Governance.Benchmarks.Scale;

/// <summary>
/// Copies of what the demo's people really made, under other names: whole things with all their parts, as EF reads and writes them.
/// </summary>
internal static class Copies
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo s_clone = typeof(object).GetMethod(
        "MemberwiseClone",
        BindingFlags.Instance | BindingFlags.NonPublic
    )!;
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();

    public static T Of<T>(T original)
        where T : class => (T)Deep(original)!;

    /// <summary>Sets a member that only its aggregate sets.</summary>
    public static T With<T>(this T copy, string member, object? value)
        where T : class
    {
        var field =
            Array.Find(Fields(copy.GetType()), f => f.Name == member || f.Name == $"<{member}>k__BackingField")
            ?? throw new InvalidOperationException($"{copy.GetType().Name} has no {member}.");
        field.SetValue(copy, value);
        return copy;
    }

    private static object? Deep(object? original)
    {
        if (original is null or string or byte[] || original.GetType().IsValueType)
        {
            return original;
        }

        if (original is IList list && original.GetType().IsGenericType)
        {
            var copied = (IList)Activator.CreateInstance(original.GetType())!;
            foreach (var item in list)
            {
                copied.Add(Deep(item));
            }

            return copied;
        }

        if (original is IDictionary)
        {
            return original;
        }

        var copy = s_clone.Invoke(original, null)!;
        foreach (var field in Fields(copy.GetType()).Where(f => !f.FieldType.IsValueType && f.FieldType != typeof(string)))
        {
            field.SetValue(copy, Deep(field.GetValue(copy)));
        }

        return copy;
    }

    private static FieldInfo[] Fields(Type type) =>
        s_fields.GetOrAdd(
            type,
            static type =>
            {
                var fields = new List<FieldInfo>();
                for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
                {
                    fields.AddRange(at.GetFields(Own));
                }

                return [.. fields];
            }
        );
}
