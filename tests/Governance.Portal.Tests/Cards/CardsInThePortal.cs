using Governance.Portal.Tests.Doors;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Cards;

internal sealed class CardsInThePortal : IFeatureInThePortal
{
    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["PUT /api/v1/models/{model}/versions/{version}/card/texts"] = new(WriteCards),
            ["POST /api/v1/models/{model}/versions/{version}/card/submit"] = new(WriteCards),
            ["PUT /api/v1/systems/{id}/card/texts"] = new(WriteCards),
            ["POST /api/v1/systems/{id}/card/submit"] = new(WriteCards),
        };
}
