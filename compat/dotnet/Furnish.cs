using Newtonsoft.Json;

namespace Orderwell.Compat;

/// <summary>Makes what the demo marketplace has none of, so that the walk finds one of nearly every kind.</summary>
public sealed class Furnish(ApiClient api, ClientTypes types, Setting setting, string shopper, string seller)
{
    const string Delivery = "\"DeliveryConfigID\":\"dotnet\"";
    const string Changes = $"{{{Delivery},\"SyncEntityChanged\":false,\"SyncEntityDeleted\":false}}";

    public async Task RunAsync(Report report)
    {
        var address = "\"Street1\":\"1 Main St\",\"City\":\"Boston\",\"State\":\"MA\",\"Zip\":\"02110\",\"Country\":\"US\"";
        foreach (var (id, path, body) in new[]
        {
            ("DeliveryConfigurations.Create", "/v1/integrations/deliveryconfig", """{"ID":"dotnet","Name":"Watch","Enabled":true,"DeliveryTargets":{"Http":{"Endpoint":"http://127.0.0.1:9/","Secret":"key"}}}"""),
            ("TrackingEvents.Create", "/v1/integrations/trackingEvents", $"{{\"ID\":\"dotnet\",\"Name\":\"Orders\",\"EventType\":\"OrderSubmitted\",\"ClientID\":\"{setting.Middleware}\",{Delivery}}}"),
            ("ErrorConfigs.Save", "/v1/integrations/ErrorConfig", $"{{{Delivery}}}"),
            ("InventoryIntegrations.Save", "/v1/integrations/inventory", $"{{{Delivery}}}"),
            ("OrderSynchronization.Save", "/v1/integrations/OrderSync", $"{{{Delivery}}}"),
            ("ProductSynchronization.Save", "/v1/integrations/productsync", $"{{{Delivery}}}"),
            ("PromotionIntegrations.Save", "/v1/integrations/promotion", """{"HashKey":"key","Url":"https://example.com/"}"""),
            ("SubscriptionIntegrations.Save", "/v1/integrations/subscription", $"{{\"ApiClientID\":\"{setting.Middleware}\",\"HashKey\":\"key\",\"Url\":\"https://example.com/\"}}"),
            ("MessageSenders.Create", "/v1/messagesenders", """{"Name":"Mail","MessageTypes":["OrderSubmitted"],"URL":"https://example.com/","SharedKey":"key"}"""),
            ("Webhooks.Create", "/v1/webhooks", """{"Name":"Later","Url":"https://example.com/","HashKey":"key"}"""),
            ("Discounts.Create", "/v1/discounts", """{"ID":"dotnet","DiscountBreaks":[{"Quantity":10,"Amount":5.5}]}"""),
            ("Bundles.Create", "/v1/bundles", """{"ID":"dotnet","Name":"Set","Active":true}"""),
            ("Products.Create", "/v1/products", """{"ID":"a-dotnet-lamp","Name":"Lamp","Active":true,"Inventory":{"Enabled":true,"OrderCanExceed":true}}"""),
            ("AdminAddresses.Create", "/v1/addresses", $"{{\"ID\":\"dotnet\",{address}}}"),
            ("InventoryRecords.Create", "/v1/products/a-dotnet-lamp/inventoryrecords", """{"AddressID":"dotnet","QuantityAvailable":7}"""),
        }) await MakeAsync(report, seller, id, path, body);
        foreach (var save in api.Operations.Values.Where(one => one.Id.StartsWith("EntitySynchronization.Save")))
            await MakeAsync(report, seller, save.Id, save.Path, Changes);
        foreach (var (id, path, body) in new[]
        {
            ("Me.CreateAddress", "/v1/me/addresses", $"{{\"Shipping\":true,{address}}}"),
            ("Me.CreateCreditCard", "/v1/me/creditcards", """{"Token":"t","CardType":"Visa","PartialAccountNumber":"4242","CardholderName":"Leo","ExpirationDate":"2031-01-31T00:00:00Z"}"""),
            ("Me.SaveProductCollection", "/v1/me/productcollections/dotnet", """{"Name":"Wishes"}"""),
            ("Me.CreateProductCollectionInvitation", "/v1/me/productcollections/dotnet/invitations", """{"Name":"Friends"}"""),
            ("Me.SaveSubscription", "/v1/me/subscriptions/dotnet", """{"Frequency":1,"Interval":"Months","NextOrderDate":"2031-01-31T00:00:00Z"}"""),
            ("Me.CreateSubscriptionItem", "/v1/me/subscriptions/dotnet/items", """{"ProductID":"house-blend-coffee","Quantity":1}"""),
            ("Cart.CreateLineItem", "/v1/cart/lineitems", """{"ProductID":"stoneware-mug","Quantity":1}"""),
            ("Cart.CreatePayment", "/v1/cart/payments", """{"Type":"PurchaseOrder","Amount":0.5}"""),
        }) await MakeAsync(report, shopper, id, path, body);
    }

    Task MakeAsync(Report report, string token, string id, string path, string values) => report.CheckAsync($"what the demo has none of is made by {id}", async () =>
    {
        var body = types.New(api.Operations[id].Body!.Model);
        JsonConvert.PopulateObject(values, body, new JsonSerializerSettings { MissingMemberHandling = MissingMemberHandling.Error, ObjectCreationHandling = ObjectCreationHandling.Replace });
        await api.CallAsync(id, path, token, body);
    });
}
