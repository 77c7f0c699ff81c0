using Governance.Domain;

namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>Refusals of an upload, placed at the fields of its form.</summary>
public static class UploadErrors
{
    /// <summary>Each message at its field; what belongs to none at the one that is named.</summary>
    public static IReadOnlyList<FieldError> Of(Refusal refusal, IReadOnlyDictionary<string, string> fields, string otherwise) =>
        refusal.FieldWords.Count == 0
            ? [new(otherwise, refusal.Words)]
            :
            [
                .. refusal.FieldWords.SelectMany(e =>
                    e.Value.Select(message => new FieldError(fields.GetValueOrDefault(e.Key, otherwise), message))
                ),
            ];
}
