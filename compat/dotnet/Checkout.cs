using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Orderwell.Compat;

/// <summary>A checkout that a .NET service takes part in: it reads typed worksheets, and answers with typed objects as they are.</summary>
public sealed class Checkout(ApiClient api, ClientTypes types, Setting setting, string seller)
{
    readonly string _id = $"dotnet-{Guid.NewGuid():N}";

    public Task RunAsync(Report report) => report.CheckAsync("a service estimates and calculates with typed worksheets and answers", async () =>
    {
        using var service = new Service("a hash key");
        await api.CallAsync("IntegrationEvents.Create", "/v1/integrationEvents", seller,
            Made("IntegrationEvent", new { ID = _id, Name = "Service", EventType = "OrderCheckout", CustomImplementationUrl = service.Url, HashKey = "a hash key" }));
        var client = await api.CallAsync("ApiClients.Create", "/v1/apiclients", seller,
            Made("ApiClient", new { AppName = "Shop with a service", Active = true, AllowAnyBuyer = true, AccessTokenDuration = 60, OrderCheckoutIntegrationEventID = _id }));
        var (_, username, password) = setting.People["shopper"];
        var shopper = (await api.TokenAsync(new { grant_type = "password", client_id = ClientTypes.Get(client!, "ID"), scope = "", username, password })).access_token!;
        var path = $"/v1/orders/Outgoing/{_id}";
        await api.CallAsync("Orders.Create", "/v1/orders/Outgoing", shopper, Made("Order", new { ID = _id }));
        await api.CallAsync("LineItems.Create", $"{path}/lineitems", shopper,
            Made("LineItem", new { ID = "mugs", ProductID = "stoneware-mug", Quantity = 2, Specs = new[] { new { SpecID = "mug-glaze", OptionID = "navy" } } }));

        var method = Made("ShipMethod", new { ID = "post", Name = "Post", Cost = 4.5m });
        var estimate = Made("ShipEstimate", new { ID = "parcel", ShipEstimateItems = new[] { new { LineItemID = "mugs", Quantity = 2 } } });
        Add(estimate, "ShipMethods", method);
        var estimates = types.New("ShipEstimateResponse");
        Add(estimates, "ShipEstimates", estimate);
        var sheet = await AskedAsync(service, estimates, "/shippingrates", () => api.CallAsync("IntegrationEvents.EstimateShipping", $"{path}/estimateshipping", shopper));
        Report.Equal(JObject.Parse(api.Json(sheet))["ShipEstimateResponse"]!["ShipEstimates"]![0]!["ShipMethods"]![0]!["EstimatedTransitDays"], 0, "days that were not set");
        await api.CallAsync("IntegrationEvents.SelectShipmethods", $"{path}/shipmethods", shopper,
            Made("OrderShipMethodSelection", new { ShipMethodSelections = new[] { new { ShipEstimateID = "parcel", ShipMethodID = "post" } } }));

        sheet = await AskedAsync(service, Made("OrderCalculateResponse", new { TaxTotal = 1.25m }), "/ordercalculate", () => api.CallAsync("IntegrationEvents.Calculate", $"{path}/calculate", shopper));
        var order = ClientTypes.Get(sheet!, "Order")!;
        Report.Equal(new[] { ClientTypes.Get(order, "TaxCost"), ClientTypes.Get(order, "ShippingCost") }, new object?[] { 1.25m, 4.5m }, "tax and shipping");
    });

    /// <summary>Answer to a call for which the service is asked, which reads the worksheet it is sent.</summary>
    async Task<object?> AskedAsync(Service service, object answer, string asked, Func<Task<object?>> call)
    {
        var heard = service.HearAsync(api.Json(answer));
        var answered = await call();
        var (path, body) = await heard;
        Report.Equal(path, asked, "path");
        var sheet = JsonConvert.DeserializeObject(JObject.Parse(body)["OrderWorksheet"]!.ToString(), types["OrderWorksheet"], api.Settings)!;
        Report.Equal(ClientTypes.Get(ClientTypes.Get(sheet, "Order")!, "ID"), _id, "order of the worksheet");
        return answered;
    }

    object Made(string model, object values)
    {
        var made = types.New(model);
        JsonConvert.PopulateObject(JsonConvert.SerializeObject(values), made, new JsonSerializerSettings { MissingMemberHandling = MissingMemberHandling.Error, ObjectCreationHandling = ObjectCreationHandling.Replace });
        return made;
    }

    static void Add(object target, string list, object item) => ClientTypes.Get(target, list)!.GetType().GetMethod("Add")!.Invoke(ClientTypes.Get(target, list), [item]);
}
