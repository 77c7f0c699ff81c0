using Governance.Domain;
using Governance.Portal.Kernel.Components.Forms;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Refusals of an upload, placed at the fields of its form.</summary>
internal static class UploadErrors
{
    public static IReadOnlyList<FieldError> Of(Refusal refusal, IReadOnlyDictionary<string, string> fields, string otherwise) =>
        refusal.Errors.Count == 0
            ? [new(otherwise, refusal.Message)]
            :
            [
                .. refusal.Errors.SelectMany(e =>
                    e.Value.Select(message => new FieldError(fields.GetValueOrDefault(e.Key, otherwise), message))
                ),
            ];
}
