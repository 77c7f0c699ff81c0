using Governance.Domain;

namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>A refusal as a form shows it: beside the field it names, and all together at the top.</summary>
public sealed class FormErrors
{
    private readonly Refusal? _refusal;
    private readonly IReadOnlyList<(string Field, string Id)> _fields;

    /// <param name="refusal">What the action said, or null.</param>
    /// <param name="fields">API names of the form's fields with the ids of their controls; a name also stands for its parts
    /// (<c>datasets[2].role</c>).</param>
    public FormErrors(Refusal? refusal, params IReadOnlyList<(string Field, string Id)> fields) => (_refusal, _fields) = (refusal, fields);

    /// <summary>The words for a refusal that is about no field of the form.</summary>
    public Sentence? General => _refusal is not null && All.Count == 0 ? _refusal.Words : null;

    /// <summary>Every error with its control.</summary>
    public IReadOnlyList<FieldError> All =>
        _refusal is null
            ? []
            :
            [
                .. from named in _fields
                from error in _refusal.FieldWords
                where Belongs(error.Key, named.Field)
                from message in error.Value
                select new FieldError(named.Id, Text(error.Key, named.Field, message)),
            ];

    /// <summary>What is wrong with one field, or null.</summary>
    public Sentence? this[string field]
    {
        get
        {
            if (_refusal is null)
            {
                return null;
            }

            var found =
                from error in _refusal.FieldWords
                where Belongs(error.Key, field)
                from message in error.Value
                select Text(error.Key, field, message);
            return found.Any() ? Sentence.Join(" ", found) : null;
        }
    }

    private static bool Belongs(string key, string field) =>
        key == field || key.StartsWith(field + ".", StringComparison.Ordinal) || key.StartsWith(field + "[", StringComparison.Ordinal);

    // A part of a field is named: datasets[2].role is line 3, role.
    private static Sentence Text(string key, string field, Sentence message)
    {
        if (key == field)
        {
            return message;
        }

        var part = key[field.Length..].TrimStart('.');
        if (
            part.StartsWith('[')
            && part.IndexOf(']', StringComparison.Ordinal) is var end and > 1
            && int.TryParse(part.AsSpan(1, end - 1), out var index)
        )
        {
            var rest = part[(end + 1)..].TrimStart('.');
            return rest.Length == 0 ? (Sentence)$"Line {index + 1}: {message}" : $"Line {index + 1}, {rest}: {message}";
        }

        return $"{part}: {message}";
    }
}
